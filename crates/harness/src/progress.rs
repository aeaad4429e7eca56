//! What a person sees while something takes longer than two seconds.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// A job of several steps: a moving line on a terminal, and in any case one
/// lasting line per finished step.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    begun: Instant,
}

impl Progress {
    /// A job of so many steps.
    #[must_use]
    pub fn new(what: &str, steps: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::stderr());
        let style =
            ProgressStyle::with_template("{spinner} {prefix} {pos}/{len} [{elapsed}] {wide_msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_prefix(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar, begun: Instant::now() }
    }

    /// A step begins.
    pub fn begin(&self, step: &str) {
        self.bar.set_message(step.to_owned());
    }

    /// A step is over and leaves this line.
    pub fn finish_step(&self, line: &str) {
        self.bar.inc(1);
        self.say(line);
    }

    /// A step is over and leaves no line.
    pub fn finish_quietly(&self) {
        self.bar.inc(1);
    }

    /// A lasting line.
    pub fn say(&self, line: &str) {
        if self.bar.is_hidden() {
            eprintln!("{line}");
        } else {
            self.bar.println(line);
        }
    }

    /// The job is over.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }

    /// Time since the job began.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Steps that are left.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.bar.length().unwrap_or_default().saturating_sub(self.bar.position())
    }
}

/// How long nothing may be said.
const PATIENCE: Duration = Duration::from_secs(1);

/// Does `work`, and says what it is where it takes long.
pub fn announced<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (over, end) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            if end.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                eprintln!("{what}");
            }
        });
        let done = work();
        drop(over);
        done
    })
}

/// A duration for people: `412 ms`, `3.1 s`, `2 min 05 s`.
#[must_use]
pub fn human(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match duration.as_millis() {
        millis @ 0..1_000 => format!("{millis} ms"),
        1_000..100_000 => format!("{:.1} s", duration.as_secs_f64()),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}
