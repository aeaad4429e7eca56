//! One bounded child process in a process group of its own.
//!
//! Bounds: a deadline, the resident size of the whole group, and how much the
//! child may say. Address-space limits would be simpler, but break engines
//! that reserve gigabytes without touching them.

use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

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

/// How long pipes may stay open after the child is gone: a grandchild outside
/// the group may hold them for ever.
const GRACE: Duration = Duration::from_millis(500);

/// Runs `command`, writes `input` to its standard input and hands every line
/// of its standard output to `line`, which may refuse to hear more.
///
/// # Errors
///
/// When the process cannot be started or waited for.
pub fn run(
    command: &mut Command,
    input: &[u8],
    bounds: &Bounds,
    mut line: impl FnMut(&[u8]) -> bool,
) -> io::Result<Ended> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let begun = Instant::now();
    let mut child = Group(command.spawn()?);
    let stdin = child.0.stdin.take();
    let input = input.to_vec();
    thread::spawn(move || {
        // A runner that does not listen shows in what it answers.
        let _: Option<io::Result<()>> = stdin.map(|mut stdin| stdin.write_all(&input));
    });
    let stderr = child.0.stderr.take().map(|pipe| tail(pipe, STDERR_BYTES));
    let lines = child.0.stdout.take().map(|pipe| lines(pipe, *bounds));

    let mut heard = Heard::Open;
    let mut gone: Option<(ExitStatus, Instant)> = None;
    let ending = loop {
        if let Some(lines) = lines.as_ref().filter(|_| heard == Heard::Open) {
            heard = hear(lines, &mut line);
        } else {
            thread::sleep(POLL);
        }
        match heard {
            Heard::Refused => break Ending::Refused,
            Heard::TooMuch => break Ending::TooMuchOutput,
            Heard::Open | Heard::Closed { .. } => (),
        }
        if gone.is_none() {
            gone = child.0.try_wait()?.map(|status| (status, Instant::now()));
        }
        if let Some((status, since)) = gone
            && (heard != Heard::Open || since.elapsed() > GRACE)
        {
            break Ending::Exited(status);
        }
        if begun.elapsed() > bounds.deadline {
            break Ending::DeadlinePassed;
        }
        let resident = resident_bytes(child.0.id());
        if resident > bounds.resident_bytes {
            break Ending::TooMuchMemory(resident);
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

/// A child whose whole group dies with it.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(group) = rustix::process::Pid::from_raw(self.0.id().cast_signed()) {
            // Gone already is as good.
            let _: Result<(), _> =
                rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _: io::Result<()> = self.0.kill();
        let _: io::Result<ExitStatus> = self.0.wait();
    }
}

/// Resident size of all processes of a group, 0 where the system does not tell.
fn resident_bytes(group: u32) -> u64 {
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return 0;
    };
    processes
        .filter_map(|entry| {
            let name = entry.ok()?.file_name();
            let id: u32 = name.to_str()?.parse().ok()?;
            // `pid (name) state ppid pgrp …`; the name may hold anything.
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
            let (pgrp, pages): (u32, u64) =
                (fields.get(2)?.parse().ok()?, fields.get(21)?.parse().ok()?);
            (pgrp == group).then_some(pages * page_bytes())
        })
        .sum()
}

#[cfg(unix)]
fn page_bytes() -> u64 {
    rustix::param::page_size() as u64
}

#[cfg(not(unix))]
fn page_bytes() -> u64 {
    4096
}
