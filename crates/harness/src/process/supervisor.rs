//! A supervisor between this program and each child, on Linux.
//!
//! Nothing that a child starts may outlive this program, whatever ends it and
//! wherever the grandchildren went: `rustc` below cargo, a browser below node,
//! a daemon in a session of its own. Process groups miss whoever leaves them,
//! and a death signal is not inherited. So each child is started by a process
//! that
//!
//! * lies in a session of its own, where no signal to the terminal's or to this
//!   program's group reaches it,
//! * waits at a socket whose other end only this program holds: the kernel
//!   closes it after `kill -9` too,
//! * is the subreaper of all its descendants, so that it still finds those
//!   whose parents are gone, and knows that none is left once it has no child.
//!
//! It is this program under another name ([`NAME`]), so that a `pkill` of the
//! one does not hit the other. It sleeps in two system calls while the child
//! runs. If it is killed itself, the kernel kills the child, and this program
//! inherits and kills the others.

use rustix::io::{Errno, FdFlags, fcntl_setfd};
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read, Write};
use std::os::fd::FromRawFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};
use std::thread;
use std::time::{Duration, Instant};

/// Its name, and how it knows that it is one.
pub(super) const NAME: &str = "pybadge-supervisor";

/// How long descendants that cannot be killed, such as those of another user,
/// are waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Supervises, if this process was started to: `NAME descriptor program
/// arguments…`.
#[must_use]
pub fn serve() -> Option<ExitCode> {
    let mut arguments = std::env::args_os();
    if arguments.next()? != NAME {
        return None;
    }
    // It has no terminal to tell: an end without a word is what is noticed.
    Some(supervise(arguments).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS))
}

fn supervise(mut arguments: impl Iterator<Item = OsString>) -> io::Result<()> {
    let mut word = || arguments.next().ok_or(io::ErrorKind::InvalidInput);
    let descriptor = word()?.to_str().and_then(|text| text.parse().ok());
    let descriptor = descriptor.ok_or(io::ErrorKind::InvalidInput)?;
    // SAFETY: the parent left this end open for this process, and nothing else
    // here knows of it.
    let mut line = unsafe { UnixStream::from_raw_fd(descriptor) };
    fcntl_setfd(&line, FdFlags::CLOEXEC)?;
    rustix::thread::set_name(c"supervisor")?;
    let this = rustix::process::setsid()?;
    rustix::process::set_child_subreaper(Some(this))?;
    let mut command = Command::new(word()?);
    command.args(arguments).process_group(0);
    let die_with_parent = move || {
        rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
        // It may have died before.
        match rustix::process::getppid() == Some(this) {
            true => Ok(()),
            false => Err(io::ErrorKind::BrokenPipe.into()),
        }
    };
    // SAFETY: two system calls without memory of their own.
    unsafe { command.pre_exec(die_with_parent) };
    #[expect(clippy::disallowed_methods, reason = "what is spawned here is supervised")]
    let spawned = command.spawn();
    let child = spawned.and_then(|child| {
        Pid::from_raw(child.id().cast_signed()).ok_or(io::ErrorKind::InvalidData.into())
    });
    let child = match child {
        Ok(child) => child,
        Err(error) => {
            let code = error.raw_os_error().unwrap_or(Errno::INVAL.raw_os_error());
            return line.write_all(&(-code).to_ne_bytes());
        }
    };
    // The child's pipes end with the child.
    let null = fs::OpenOptions::new().read(true).write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdin(&null)?;
    rustix::stdio::dup2_stdout(&null)?;
    rustix::stdio::dup2_stderr(&null)?;
    line.write_all(&child.as_raw_nonzero().get().to_ne_bytes())?;
    let listener = line.try_clone()?;
    thread::spawn(move || obey(listener, child));
    let status = wait_for(child);
    end_descendants();
    line.write_all(&status.as_raw().to_ne_bytes())
}

/// Passes signals on to the child's group, until the other end closes.
fn obey(mut line: UnixStream, child: Pid) {
    let mut byte = [0];
    while let Ok(1) = line.read(&mut byte) {
        let signals = [Signal::HUP, Signal::INT, Signal::TERM];
        if let Some(&signal) = signals.iter().find(|signal| signal.as_raw() == i32::from(byte[0])) {
            // Gone already is as good.
            let _: Result<(), Errno> = rustix::process::kill_process_group(child, signal);
        }
    }
    end_descendants();
    std::process::exit(1);
}

fn wait_for(child: Pid) -> WaitStatus {
    loop {
        match rustix::process::wait(WaitOptions::empty()) {
            Ok(Some((pid, status))) if pid == child => return status,
            Ok(_) | Err(Errno::INTR) => (),
            // The other thread is ending everything, this process as well.
            Err(_) => thread::park(),
        }
    }
}

/// Kills all descendants of this process, until it has no child left.
fn end_descendants() {
    let has_children = !matches!(rustix::process::wait(WaitOptions::NOHANG), Err(Errno::CHILD));
    if has_children {
        end_children_but(&[]);
    }
}

/// Kills the children of this process, those that it inherited included, and
/// all that descends from them; not `spared`.
pub(super) fn end_children_but(spared: &[u32]) {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let children = children();
        let mut doomed = children.get(&std::process::id()).cloned().unwrap_or_default();
        doomed.retain(|child| !spared.contains(child));
        if doomed.is_empty() {
            return;
        }
        let own = doomed.len();
        let mut index = 0;
        while let Some(&process) = doomed.get(index) {
            doomed.extend(children.get(&process).into_iter().flatten());
            index += 1;
        }
        for (index, process) in doomed.into_iter().enumerate() {
            let Some(pid) = Pid::from_raw(process.cast_signed()) else {
                continue;
            };
            // Gone already is as good; another try follows in any case.
            let _: Result<(), Errno> = rustix::process::kill_process(pid, Signal::KILL);
            if index < own {
                let _: Result<Option<(Pid, WaitStatus)>, Errno> =
                    rustix::process::waitpid(Some(pid), WaitOptions::NOHANG);
            }
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// The children of every process.
fn children() -> BTreeMap<u32, Vec<u32>> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (process, fields) in super::processes() {
        if let Some(parent) = fields.get(1).and_then(|parent| parent.parse().ok()) {
            children.entry(parent).or_default().push(process);
        }
    }
    children
}
