//! Ctrl-C and its like: children hear of it and end, what is being stored is
//! stored, and the person is told how to go on.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

/// How an interrupted command is resumed.
static ADVICE: OnceLock<&str> = OnceLock::new();

/// Held while a file is replaced.
static WRITING: Mutex<()> = Mutex::new(());

/// What is said of an interruption from now on.
pub fn advise(words: &'static str) {
    ADVICE.get_or_init(|| words);
}

/// Does something that an interruption waits for, which therefore must be
/// short.
pub fn unbroken<T>(work: impl FnOnce() -> T) -> T {
    let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    work()
}

/// For threads that have nothing left to do but to be ended.
pub(super) fn wait_for_the_end() -> ! {
    loop {
        thread::park();
    }
}

/// Watches for SIGINT, SIGTERM and SIGHUP from now on, each of which ends this
/// program with 128 and its number.
///
/// # Errors
///
/// When a handler cannot be installed.
#[cfg(unix)]
pub(super) fn watch() -> std::io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut watched = vec![SIGINT, SIGTERM];
    if !hangup_is_ignored() {
        watched.push(SIGHUP);
    }
    let mut signals = signal_hook::iterator::Signals::new(watched)?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            stop(signal);
        }
    })?;
    Ok(())
}

/// `nohup` has it ignored, and means it.
#[cfg(unix)]
fn hangup_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    match ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()) {
        Some(mask) => mask & 1 != 0,
        // What the system does not tell, the terminal does: `nohup` takes it
        // away.
        None => !std::io::IsTerminal::is_terminal(&std::io::stderr()),
    }
}

#[cfg(unix)]
fn stop(number: i32) -> ! {
    use super::family::{any_lives, end_all};
    use rustix::process::Signal;
    use std::io::Write;
    use std::time::{Duration, Instant};

    /// How long each stage may take; with three of them a second is kept.
    const STAGE: Duration = Duration::from_millis(300);
    let wait = |goes_on: &dyn Fn() -> bool| {
        let begun = Instant::now();
        while goes_on() && begun.elapsed() < STAGE {
            thread::sleep(Duration::from_millis(2));
        }
    };
    let signal = [Signal::HUP, Signal::INT].into_iter().find(|s| s.as_raw() == number);
    end_all(Some(signal.unwrap_or(Signal::TERM)));
    wait(&any_lives);
    end_all(None);
    wait(&any_lives);
    // Until the end.
    let _writing = WRITING.lock();
    let advice = ADVICE.get().map(|words| format!(": {words}")).unwrap_or_default();
    // The moving line of a job stays above. Nobody may be there to read.
    let _: std::io::Result<()> = writeln!(std::io::stderr(), "\ninterrupted{advice}");
    std::process::exit(128 + number);
}
