//! Cases that end the process: they run in a process of their own.

use crate::subject::Verdict;
use std::env;
use std::process::Command;

/// Set in the process that is to die.
const ALONE: &str = "BADGE_CONTRACT_ALONE";

/// What libtest exits with when a test fails, and when all pass.
const RETURNED: [i32; 2] = [101, 0];

/// Runs the test that calls this once more, alone in a process, and expects
/// that process to die.
///
/// # Panics
///
/// When it lives, whatever the case says; or when it cannot be started.
#[track_caller]
pub(crate) fn expect(run: impl FnOnce() -> Verdict) {
    if env::var_os(ALONE).is_some() {
        // Reached the end: the parent sees an exit as of any test.
        run().unwrap_or_else(|observed| panic!("{observed}"));
        return;
    }
    let test = std::thread::current().name().map(str::to_owned);
    let output = env::current_exe()
        .and_then(|program| {
            Command::new(program)
                .args(["--exact", test.as_deref().unwrap_or_default()])
                .args(["--nocapture", "--test-threads=1"])
                .env(ALONE, "1")
                .output()
        })
        .unwrap_or_else(|error| panic!("cannot run the test in a process of its own: {error}"));
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(
        words.contains("running 1 test"),
        "the process that should die ran another number of tests:\n{words}"
    );
    assert!(
        !output.status.code().is_some_and(|code| RETURNED.contains(&code)),
        "declared to end the process, but returns: take it off the list\n{words}"
    );
}
