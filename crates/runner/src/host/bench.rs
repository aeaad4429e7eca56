//! The bench of a host: the monotonic clock, a watchdog thread, and a buffer
//! that is written when no clock runs.

use super::cart::Pictures;
use crate::{Bench, Progress};
use badge::{Badge, Link};
use badge_protocol::{Phase, Reply, Screens, ScriptLine};
use badge_runtime::{Error, Value};
use std::io::{self, Write};
use std::string::{String, ToString};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::vec::Vec;
use std::{format, fs, thread};

const UNIT: &str = "ns";
const HZ: u64 = 1_000_000_000;

/// How often the watchdog looks.
const WATCH_INTERVAL: Duration = Duration::from_millis(5);

/// Value of [`CALL_BEGAN`] while no call is in progress.
const IDLE: u64 = u64::MAX;

/// When the call in progress began, for the watchdog thread.
static CALL_BEGAN: AtomicU64 = AtomicU64::new(IDLE);

static ORIGIN: OnceLock<Instant> = OnceLock::new();

/// The monotonic clock.
pub(super) fn nanoseconds() -> u64 {
    ORIGIN.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

/// Real time begins now.
pub(super) fn start_clock() {
    ORIGIN.get_or_init(Instant::now);
}

/// Milliseconds since the run began, wrapping.
pub(super) fn clock_ms() -> u32 {
    (nanoseconds() / 1_000_000) as u32
}

/// Shows what the guest logs.
pub(super) fn echo(bytes: &[u8]) {
    // A closed standard error must not end the run.
    let _: io::Result<()> = io::stderr().write_all(bytes);
}

#[derive(Debug)]
pub(super) struct HostBench {
    held: String,
    screens: Option<Screens>,
    pictures: Option<Pictures>,
    deadline: Option<Duration>,
    trouble: Option<String>,
}

impl HostBench {
    pub(super) fn new() -> Self {
        Self { held: String::new(), screens: None, pictures: None, deadline: None, trouble: None }
    }

    pub(super) fn hello(&mut self, runtime: &str, config: &str, version: &str) {
        self.reply(&Reply::Hello {
            runtime,
            config,
            version,
            unit: UNIT,
            hz: HZ,
            resolution: resolution(),
            badge: None,
        });
        self.flush();
    }

    pub(super) fn phase(&mut self, phase: Phase, elapsed: u64) {
        self.reply(&Reply::Phase { phase, elapsed, link: None });
    }

    pub(super) fn results(&mut self, values: &[Value]) {
        self.reply(&Reply::Results { values });
    }

    /// Writes a line of a script at once, so that a crash shows after which one it
    /// happened.
    pub(super) fn line(&mut self, line: &ScriptLine) -> Result<(), String> {
        let text = serde_json::to_string(line).map_err(|error| error.to_string())?;
        self.held.push_str(&text);
        self.held.push('\n');
        self.flush();
        Ok(())
    }

    pub(super) fn refuse(&mut self, stage: Phase, error: &Error) {
        self.reply(&Reply::Fail { stage, kind: error.kind(), text: error.text() });
        self.closing(Link::ORIGIN, 0, false);
    }

    pub(super) fn done(&mut self, progress: Progress) {
        self.closing(progress.link, progress.frames, progress.nondeterministic);
    }

    pub(super) fn closing(&mut self, link: Link, frames: u32, nondeterministic: bool) {
        self.reply(&Reply::Memory {
            peak_rss_bytes: peak_rss_bytes(),
            heap_peak_bytes: None,
            stack_bytes: None,
            static_ram_bytes: None,
            flash_bytes: None,
        });
        self.reply(&Reply::Done { frames, link, nondeterministic });
    }

    /// Writes what is still held; an error, if a file could not be written.
    pub(super) fn finish(mut self) -> Result<(), String> {
        self.flush();
        let pictures = self.pictures.map_or(Ok(()), Pictures::finish);
        self.trouble.map_or(pictures, Err)
    }

    pub(super) fn write_screens(&mut self, screens: Screens) {
        self.screens = Some(screens);
    }

    pub(super) fn keep_pictures(&mut self, pictures: Pictures) {
        self.pictures = Some(pictures);
    }

    pub(super) fn pictures(&mut self) -> Option<&mut Pictures> {
        self.pictures.as_mut()
    }

    pub(super) fn set_deadline(&mut self, interrupt_ms: Option<u64>) {
        self.deadline = interrupt_ms.map(Duration::from_millis);
    }

    fn flush(&mut self) {
        let mut out = io::stdout().lock();
        if let Err(error) = out.write_all(self.held.as_bytes()).and_then(|()| out.flush()) {
            self.trouble.get_or_insert(format!("standard output: {error}"));
        }
        self.held.clear();
    }
}

impl Bench for HostBench {
    fn now(&mut self) -> u64 {
        nanoseconds()
    }

    fn reply(&mut self, reply: &Reply<'_>) {
        // Writing into a `String` cannot fail.
        let _: std::fmt::Result = reply.write(&mut self.held);
        self.held.push('\n');
        // Told at once, so that a crash shows in which phase it happened.
        // Frames are held back: a pipe between them would cool the caches.
        if matches!(reply, Reply::Phase { .. }) {
            self.flush();
        }
    }

    fn enter(&mut self, _: Phase) {
        if self.deadline.is_some() {
            CALL_BEGAN.store(nanoseconds(), Ordering::Relaxed);
        }
    }

    fn leave(&mut self, _: Phase) {
        if self.deadline.is_some() {
            CALL_BEGAN.store(IDLE, Ordering::Relaxed);
        }
    }

    fn frame(&mut self, index: u32, badge: &Badge) {
        let Some(screens) = &self.screens else { return };
        if !screens.frames.contains(&index) {
            return;
        }
        let mut bytes = Vec::from(badge.screen().0);
        bytes.extend(badge.leds().iter().flat_map(|led| led.to_le_bytes()));
        let path = screens.directory.join(format!("{index}.bin"));
        if let Err(error) = fs::write(&path, bytes) {
            self.trouble.get_or_insert(format!("{}: {error}", path.display()));
        }
    }

    fn interrupter(&mut self, interrupt: impl Fn() + Send + 'static) {
        let Some(deadline) = self.deadline else {
            return;
        };
        let deadline = deadline.as_nanos() as u64;
        // Ends with the process.
        thread::spawn(move || {
            loop {
                thread::sleep(WATCH_INTERVAL);
                let began = CALL_BEGAN.load(Ordering::Relaxed);
                if began != IDLE && nanoseconds().saturating_sub(began) > deadline {
                    interrupt();
                }
            }
        });
    }
}

/// Smallest step of the clock over some thousand readings.
fn resolution() -> u64 {
    let mut smallest = u64::MAX;
    let mut before = nanoseconds();
    for _ in 0..5_000 {
        let now = nanoseconds();
        if now > before {
            smallest = smallest.min(now - before);
        }
        before = now;
    }
    smallest
}

/// `VmHWM` of this process, where the system tells. Not `ru_maxrss`, which a
/// child inherits from its parent.
fn peak_rss_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
