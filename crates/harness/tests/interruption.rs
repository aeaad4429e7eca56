//! `kill -9` at any moment leaves stored files whole: old or new, never cut.
#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_methods, reason = "a test starts what it tests")]

use badge_harness::store;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Set in the child that writes until it is killed.
const TARGET: &str = "INTERRUPTION_TEST_TARGET";

/// Large enough that writing takes a while: a cut would show.
const BYTES: usize = 4 << 20;

#[test]
fn a_killed_writer_leaves_the_file_whole() {
    if let Some(target) = std::env::var_os(TARGET) {
        let target = PathBuf::from(target);
        for fill in (b'a'..=b'z').cycle() {
            store::replace(&target, &vec![fill; BYTES]).expect("a writable directory");
        }
    }
    let dir = tempfile::tempdir().expect("a temporary directory");
    let target = dir.path().join("records.jsonl");
    store::replace(&target, &vec![b'0'; BYTES]).expect("a writable directory");
    for round in 0..20 {
        let mut writer = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "a_killed_writer_leaves_the_file_whole"])
            .env(TARGET, &target)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("this program can be started");
        let begun = Instant::now();
        while fs::read(&target).expect("always there").first() == Some(&b'0')
            && begun.elapsed() < Duration::from_secs(10)
        {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(700 * round));
        writer.kill().expect("our own child");
        writer.wait().expect("our own child");
        let bytes = fs::read(&target).expect("always there");
        assert_eq!(bytes.len(), BYTES, "the file is cut");
        let first = bytes[0];
        assert!(first != b'0', "the writer never came to write");
        assert!(bytes.iter().all(|&byte| byte == first), "two files mixed");
    }
}
