//! Child processes: nothing else in this program starts any, which `clippy.toml`
//! sees to, and none outlives it.
//!
//! Bounds of [`run`]: a deadline, the resident size of the whole process group,
//! and how much the child may say. Address-space limits would be simpler, but
//! break engines that reserve gigabytes without touching them.

mod family;
mod interrupt;
#[cfg(target_os = "linux")]
mod supervisor;

#[cfg(target_os = "linux")]
pub use family::supervise_with;
pub use interrupt::{advise, unbroken};
#[cfg(target_os = "linux")]
pub use supervisor::serve;

use family::Family;
use std::cell::Cell;
use std::io::{self, Read, Write};
use std::process::{Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Gets this program ready to start processes and to be interrupted; to be
/// called once, before anything else is done.
///
/// # Errors
///
/// When the system refuses a handler of signals or the like.
pub fn prepare() -> io::Result<()> {
    // Not by its path: it may be built anew while it runs.
    #[cfg(target_os = "linux")]
    supervise_with("/proc/self/exe".into())?;
    #[cfg(unix)]
    interrupt::watch()?;
    Ok(())
}

/// Runs a command to its end, without input; what it says is captured.
///
/// # Errors
///
/// When the process cannot be started or waited for.
pub fn output(command: &mut Command) -> io::Result<Output> {
    let mut child = Family::spawn(command, [Stdio::null(), Stdio::piped(), Stdio::piped()])?;
    let stdout = child.pipes().stdout.take().map(whole);
    let stderr = child.pipes().stderr.take().map(whole);
    // First, because it also ends descendants that hold the pipes.
    let status = child.wait()?;
    let read = |pipe: Option<JoinHandle<io::Result<Vec<u8>>>>| {
        let read = pipe.map(|pipe| pipe.join().unwrap_or(Err(io::ErrorKind::Other.into())));
        read.unwrap_or_else(|| Ok(Vec::new()))
    };
    Ok(Output { status, stdout: read(stdout)?, stderr: read(stderr)? })
}

/// Reads all of a pipe in a thread.
fn whole(mut pipe: impl Read + Send + 'static) -> JoinHandle<io::Result<Vec<u8>>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).map(|_| bytes)
    })
}

/// Runs a command to its end, without input; standard error is shown.
///
/// # Errors
///
/// When the process cannot be started or waited for.
pub fn status(command: &mut Command, stdout: Stdio) -> io::Result<ExitStatus> {
    Family::spawn(command, [Stdio::null(), stdout, Stdio::inherit()])?.wait()
}

/// What a child may use.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Wall time.
    pub deadline: Duration,
    /// Resident size of the process group in bytes.
    pub resident_bytes: u64,
    /// Bytes on standard output.
    pub output_bytes: usize,
    /// Bytes of one line, without its line feed.
    pub line_bytes: usize,
}

/// How a child ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ending {
    /// By itself.
    Exited(ExitStatus),
    /// Killed at the deadline.
    DeadlinePassed,
    /// Killed for its memory, this many bytes.
    TooMuchMemory(u64),
    /// Killed because the consumer of its lines refused one.
    Refused,
    /// Killed for what it said: this much, or a line this long.
    TooMuchOutput,
}

/// A child's end and the last of what it wrote to standard error.
#[derive(Debug)]
pub struct Ended {
    /// How.
    pub ending: Ending,
    /// The tail of standard error.
    pub stderr: String,
    /// Standard output ended inside a line.
    pub cut_line: bool,
}

/// How much of standard error is kept.
const STDERR_BYTES: usize = 8 << 10;

/// How often the child is looked at.
const POLL: Duration = Duration::from_millis(10);

/// How often its memory is: looking at all processes takes a millisecond, which
/// a measurement beside it would notice.
const WEIGH: Duration = Duration::from_millis(100);

/// How long pipes may stay open after the child is gone: a grandchild outside
/// the group may hold them for ever.
const GRACE: Duration = Duration::from_millis(500);

/// What to do after a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listen {
    /// Go on.
    On,
    /// Go on for so long at most, or until the deadline.
    Within(Duration),
    /// End the child.
    Stop,
}

impl From<bool> for Listen {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Stop }
    }
}

/// Runs `command`, writes `input` to its standard input and hands every line
/// of its standard output to `line`, which says whether to hear more.
///
/// # Errors
///
/// When the process cannot be started or waited for.
pub fn run<L: Into<Listen>>(
    command: &mut Command,
    input: &[u8],
    bounds: &Bounds,
    mut line: impl FnMut(&[u8]) -> L,
) -> io::Result<Ended> {
    let begun = Instant::now();
    let mut child = Family::spawn(command, [Stdio::piped(), Stdio::piped(), Stdio::piped()])?;
    let pipes = child.pipes();
    let stdin = pipes.stdin.take();
    let input = input.to_vec();
    thread::spawn(move || {
        // A runner that does not listen shows in what it answers.
        let _: Option<io::Result<()>> = stdin.map(|mut stdin| stdin.write_all(&input));
    });
    let stderr = pipes.stderr.take().map(|pipe| tail(pipe, STDERR_BYTES));
    let lines = pipes.stdout.take().map(|pipe| lines(pipe, *bounds));

    let latest = begun + bounds.deadline;
    let until = Cell::new(latest);
    let mut heed = |bytes: &[u8]| match line(bytes).into() {
        Listen::On => true,
        Listen::Within(left) => {
            until.set(latest.min(Instant::now() + left));
            true
        }
        Listen::Stop => false,
    };
    let mut heard = Heard::Open;
    let mut gone: Option<(ExitStatus, Instant)> = None;
    let mut weighed = begun;
    let ending = loop {
        if let Some(lines) = lines.as_ref().filter(|_| heard == Heard::Open) {
            heard = hear(lines, &mut heed);
        } else {
            thread::sleep(POLL);
        }
        match heard {
            Heard::Refused => break Ending::Refused,
            Heard::TooMuch => break Ending::TooMuchOutput,
            Heard::Open | Heard::Closed { .. } => (),
        }
        if gone.is_none() {
            gone = child.try_wait()?.map(|status| (status, Instant::now()));
        }
        if let Some((status, since)) = gone
            && (heard != Heard::Open || since.elapsed() > GRACE)
        {
            break Ending::Exited(status);
        }
        if Instant::now() > until.get() {
            break Ending::DeadlinePassed;
        }
        if weighed.elapsed() > WEIGH {
            weighed = Instant::now();
            let resident = resident_bytes(child.group());
            if resident > bounds.resident_bytes {
                break Ending::TooMuchMemory(resident);
            }
        }
    };
    drop(child);
    let stderr = stderr.and_then(|tail| tail.recv_timeout(GRACE).ok());
    Ok(Ended {
        ending,
        stderr: stderr.unwrap_or_default(),
        cut_line: heard == Heard::Closed { cut: true },
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heard {
    Open,
    Closed { cut: bool },
    Refused,
    TooMuch,
}

enum Said {
    Line(Vec<u8>),
    CutLine,
    TooMuch,
}

/// Takes lines for at most one polling interval.
fn hear(lines: &Receiver<Said>, line: &mut impl FnMut(&[u8]) -> bool) -> Heard {
    let until = Instant::now() + POLL;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match lines.recv_timeout(left) {
            Ok(Said::Line(bytes)) if line(&bytes) => (),
            Ok(Said::Line(_)) => return Heard::Refused,
            Ok(Said::CutLine) => return Heard::Closed { cut: true },
            Ok(Said::TooMuch) => return Heard::TooMuch,
            Err(RecvTimeoutError::Timeout) => return Heard::Open,
            Err(RecvTimeoutError::Disconnected) => return Heard::Closed { cut: false },
        }
    }
}

/// Reads lines in a thread; never more than the bounds in memory, because the
/// channel holds the thread back.
fn lines(mut pipe: impl Read + Send + 'static, bounds: Bounds) -> Receiver<Said> {
    let (sender, receiver) = mpsc::sync_channel(64);
    thread::spawn(move || {
        let mut total = 0;
        let mut line = Vec::new();
        let mut buffer = [0; 16 << 10];
        loop {
            let read = match pipe.read(&mut buffer) {
                Ok(0) | Err(_) => break,
                Ok(read) => read,
            };
            total += read;
            for &byte in &buffer[..read] {
                let said = match byte {
                    b'\n' => Said::Line(std::mem::take(&mut line)),
                    _ if line.len() < bounds.line_bytes => {
                        line.push(byte);
                        continue;
                    }
                    _ => Said::TooMuch,
                };
                let enough = matches!(said, Said::TooMuch);
                if sender.send(said).is_err() || enough {
                    return;
                }
            }
            if total > bounds.output_bytes {
                // Nobody may be listening any more.
                let _: Result<(), _> = sender.send(Said::TooMuch);
                return;
            }
        }
        if !line.is_empty() {
            let _: Result<(), _> = sender.send(Said::CutLine);
        }
    });
    receiver
}

/// Keeps the last bytes of a pipe.
fn tail(mut pipe: impl Read + Send + 'static, keep: usize) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut kept = Vec::new();
        let mut buffer = [0; 4096];
        while let Ok(read @ 1..) = pipe.read(&mut buffer) {
            kept.extend_from_slice(&buffer[..read]);
            let surplus = kept.len().saturating_sub(keep);
            kept.drain(..surplus);
        }
        let _: Result<(), _> = sender.send(String::from_utf8_lossy(&kept).trim().to_owned());
    });
    receiver
}

/// Resident size of all processes of a group, 0 where the system does not tell.
fn resident_bytes(group: u32) -> u64 {
    processes()
        .filter_map(|(_, fields)| {
            let (pgrp, pages): (u32, u64) =
                (fields.get(2)?.parse().ok()?, fields.get(21)?.parse().ok()?);
            (pgrp == group).then_some(pages * page_bytes())
        })
        .sum()
}

/// All processes, with what `/proc/…/stat` says of them behind the name: state,
/// parent, process group, …
fn processes() -> impl Iterator<Item = (u32, Vec<String>)> {
    std::fs::read_dir("/proc").into_iter().flatten().filter_map(|entry| {
        let id: u32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name may hold anything.
        let fields = stat.rsplit_once(')')?.1.split_whitespace();
        Some((id, fields.map(str::to_owned).collect()))
    })
}

#[cfg(unix)]
fn page_bytes() -> u64 {
    rustix::param::page_size() as u64
}

#[cfg(not(unix))]
fn page_bytes() -> u64 {
    4096
}
