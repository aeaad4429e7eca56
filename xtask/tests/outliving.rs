//! Whatever ends xtask ends everything that it started, in whatever process
//! group, session and generation. A command that runs tools is given one that
//! spins and leaves such descendants.
#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_methods, reason = "xtask itself is started here")]

use badge_harness::process::{Bounds, Ending, run, supervise_with};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Set for xtask and hence for all that it starts.
const MARK: &str = "OUTLIVING_TEST";

/// A child that spins; one in a session of its own that ignores every signal
/// it can and starts others; an orphan in another session.
const TOOL: &str = r#"
setsid sh -c 'trap "" HUP INT TERM; while :; do sleep 1; done' &
setsid sh -c 'sleep 600 & exec setsid sleep 600' &
(sleep 600 &)
sleep 0.2
echo > "$READY"
while :; do :; done
"#;

/// How long everything may take to be gone, on a machine that is not busy.
const PATIENCE: Duration = Duration::from_secs(2);

/// The same here and now: on a busy machine every process waits for its turn.
fn patience() -> Duration {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let waiting: f64 = load.split(' ').next().and_then(|load| load.parse().ok()).unwrap_or(0.0);
    let processors = std::thread::available_parallelism().map_or(1, |count| count.get());
    PATIENCE.mul_f64((waiting / processors as f64).max(1.0))
}

/// Processes that carry the mark, with their command lines.
fn marked(mark: &str) -> Vec<(i32, String)> {
    let needle = format!("{MARK}={mark}");
    let processes = fs::read_dir("/proc").expect("Linux").flatten();
    processes
        .filter_map(|entry| {
            let id: i32 = entry.file_name().to_str()?.parse().ok()?;
            let environment = fs::read(entry.path().join("environ")).ok()?;
            environment.split(|&byte| byte == 0).find(|&word| word == needle.as_bytes())?;
            let words = fs::read(entry.path().join("cmdline")).ok()?;
            Some((id, String::from_utf8_lossy(&words).replace('\0', " ")))
        })
        .collect()
}

fn wait_until(what: &str, patience: Duration, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < patience, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// xtask, with a tool that has left all its descendants behind.
fn busy(mark: &str, dir: &Path) -> Child {
    let tool = dir.join("rustc");
    fs::write(&tool, format!("#!/bin/sh\n{TOOL}")).expect("a writable directory");
    fs::set_permissions(&tool, fs::Permissions::from_mode(0o755)).expect("our own file");
    let ready = dir.join("ready");
    let xtask = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("doctor")
        .env("PATH", format!("{}:/usr/bin:/bin", dir.display()))
        .env("READY", &ready)
        .env(MARK, mark)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .expect("xtask can be started");
    wait_until("the tool is not started", Duration::from_secs(20), || ready.exists());
    let alive = marked(mark);
    assert!(alive.len() >= 7, "the tool has not left what it should: {alive:?}");
    xtask
}

/// Ends xtask somehow; it and everything else must be gone soon.
#[track_caller]
fn check(mark: &str, end: impl Fn(Pid)) -> (ExitStatus, String) {
    check_within(patience(), mark, end)
}

#[track_caller]
fn check_within(patience: Duration, mark: &str, end: impl Fn(Pid)) -> (ExitStatus, String) {
    let mark = format!("{mark}-{}", std::process::id());
    let dir = tempfile::tempdir().expect("a temporary directory");
    let xtask = busy(&mark, dir.path());
    end(Pid::from_child(&xtask));
    let begun = Instant::now();
    while !marked(&mark).is_empty() {
        if begun.elapsed() > patience {
            let left = marked(&mark);
            for (id, _) in &left {
                let id = Pid::from_raw(*id).expect("positive");
                let _: Result<(), _> = kill_process(id, Signal::KILL);
            }
            panic!("{left:?} outlive xtask");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = xtask.wait_with_output().expect("our own child");
    (output.status, String::from_utf8_lossy(&output.stderr).into_owned())
}

fn send(signal: Signal) -> impl Fn(Pid) {
    move |xtask| kill_process(xtask, signal).expect("our own child")
}

#[test]
fn signals_that_can_be_caught_end_everything() {
    for (name, signal, code) in
        [("hup", Signal::HUP, 129), ("int", Signal::INT, 130), ("term", Signal::TERM, 143)]
    {
        let (status, words) = check(name, send(signal));
        assert_eq!(status.code(), Some(code), "{name}: {words}");
        assert!(words.contains("interrupted"), "{name}: {words}");
    }
}

#[test]
fn a_signal_to_the_group_as_of_a_terminal_ends_everything() {
    let group = |signal| move |xtask| kill_process_group(xtask, signal).expect("our own group");
    let (status, _) = check("group-int", group(Signal::INT));
    assert_eq!(status.code(), Some(130));
    let (status, _) = check("group-kill", group(Signal::KILL));
    assert_eq!(status.signal(), Some(9));
}

#[test]
fn kill_9_ends_everything() {
    let (status, _) = check("kill", send(Signal::KILL));
    assert_eq!(status.signal(), Some(9));
}

#[test]
fn a_killed_supervisor_leaves_nothing_either() {
    let mark = format!("supervisor-{}", std::process::id());
    // xtask goes on with other tools, which takes a while.
    let (status, words) = check_within(Duration::from_secs(60), "supervisor", |_| {
        let (id, _) = marked(&mark)
            .into_iter()
            .find(|(_, words)| words.starts_with("pybadge-supervisor"))
            .expect("the tool is supervised");
        let id = Pid::from_raw(id).expect("positive");
        kill_process(id, Signal::KILL).expect("our own grandchild");
    });
    assert!(status.success(), "a tool that dies is one that is missing: {words}");
}

#[test]
fn a_runner_that_ends_or_is_ended_leaves_nothing() {
    supervise_with(env!("CARGO_BIN_EXE_xtask").into()).expect("Linux");
    let dir = tempfile::tempdir().expect("a temporary directory");
    let bounds = Bounds {
        deadline: Duration::from_secs(1),
        resident_bytes: 1 << 30,
        output_bytes: 1 << 20,
        line_bytes: 1 << 16,
    };
    for last in ["while :; do :; done", "exit 3"] {
        let mark = format!("runner-{}", std::process::id());
        let script = TOOL.replace("while :; do :; done\n", &format!("{last}\n"));
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &script]).env(MARK, &mark).env("READY", dir.path().join("ready"));
        let ended = run(&mut command, b"", &bounds, |_| true).expect("sh can be started");
        match last {
            "exit 3" => assert_eq!(ended.ending, Ending::Exited(ExitStatus::from_raw(3 << 8))),
            _ => assert_eq!(ended.ending, Ending::DeadlinePassed),
        }
        assert_eq!(marked(&mark), [], "after {last}");
    }
}
