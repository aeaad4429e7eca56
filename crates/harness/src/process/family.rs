//! The one place where processes are started: a child together with all that
//! it starts in turn.

use super::interrupt;
use std::collections::BTreeMap;
use std::io;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

#[cfg(target_os = "linux")]
use std::{
    io::Read,
    net::Shutdown,
    os::fd::AsRawFd,
    os::unix::{net::UnixStream, process::CommandExt, process::ExitStatusExt},
    path::PathBuf,
    sync::OnceLock,
};

/// The program that supervises, where there is one.
#[cfg(target_os = "linux")]
static SUPERVISOR: OnceLock<PathBuf> = OnceLock::new();

/// Has every child from now on started by this program, which is xtask itself.
///
/// # Errors
///
/// When the kernel refuses to hand this process the orphans of a supervisor.
#[cfg(target_os = "linux")]
pub fn supervise_with(program: PathBuf) -> io::Result<()> {
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    SUPERVISOR.get_or_init(|| program);
    Ok(())
}

/// A child and its descendants. They end with it, and with this value.
pub(super) struct Family {
    /// The supervisor, or the child itself where there is none.
    root: Child,
    /// To the supervisor.
    #[cfg(target_os = "linux")]
    line: Option<UnixStream>,
    group: u32,
    status: Option<ExitStatus>,
}

/// What it takes to reach a family from another thread, by the root's id.
struct Member {
    #[cfg(target_os = "linux")]
    line: Option<UnixStream>,
}

#[derive(Default)]
struct Living {
    members: BTreeMap<u32, Member>,
    /// No family is started any more.
    closed: bool,
}

static LIVING: Mutex<Living> = Mutex::new(Living { members: BTreeMap::new(), closed: false });

fn living() -> MutexGuard<'static, Living> {
    LIVING.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Family {
    /// Starts program, arguments, environment and directory of a command;
    /// anything else that is set in it does not count.
    pub(super) fn spawn(
        command: &mut Command,
        [stdin, stdout, stderr]: [Stdio; 3],
    ) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Some(program) = SUPERVISOR.get() {
            let mut supervisor = Command::new(program);
            supervisor.arg0(super::supervisor::NAME);
            if let Some(dir) = command.get_current_dir() {
                supervisor.current_dir(dir);
            }
            for (name, value) in command.get_envs() {
                match value {
                    Some(value) => supervisor.env(name, value),
                    None => supervisor.env_remove(name),
                };
            }
            let (ours, theirs) = UnixStream::pair()?;
            supervisor.arg(theirs.as_raw_fd().to_string());
            supervisor.arg(command.get_program()).args(command.get_args());
            supervisor.stdin(stdin).stdout(stdout).stderr(stderr);
            return Self::start(&mut supervisor, Some((ours, theirs)))?.introduced();
        }
        command.stdin(stdin).stdout(stdout).stderr(stderr);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        Self::start(
            command,
            #[cfg(target_os = "linux")]
            None,
        )
    }

    fn start(
        command: &mut Command,
        #[cfg(target_os = "linux")] line: Option<(UnixStream, UnixStream)>,
    ) -> io::Result<Self> {
        let mut living = living();
        if living.closed {
            drop(living);
            interrupt::wait_for_the_end();
        }
        // Inherited by this child alone: others are started under the lock.
        #[cfg(target_os = "linux")]
        if let Some((_, theirs)) = &line {
            rustix::io::fcntl_setfd(theirs, rustix::io::FdFlags::empty())?;
        }
        #[expect(clippy::disallowed_methods, reason = "the one place where it is allowed")]
        let root = command.spawn()?;
        #[cfg(target_os = "linux")]
        let line = line.map(|(ours, _)| ours);
        let member = Member {
            #[cfg(target_os = "linux")]
            line: line.as_ref().map(UnixStream::try_clone).transpose()?,
        };
        living.members.insert(root.id(), member);
        Ok(Self {
            group: root.id(),
            root,
            #[cfg(target_os = "linux")]
            line,
            status: None,
        })
    }

    /// Hears from the supervisor whether the child was started.
    #[cfg(target_os = "linux")]
    fn introduced(mut self) -> io::Result<Self> {
        let Some(line) = &mut self.line else {
            return Ok(self);
        };
        let mut word = [0; 4];
        line.read_exact(&mut word)
            .map_err(|error| io::Error::new(error.kind(), "its supervisor ends early"))?;
        let word = i32::from_ne_bytes(word);
        if word < 0 {
            return Err(io::Error::from_raw_os_error(-word));
        }
        line.set_nonblocking(true)?;
        self.group = word.cast_unsigned();
        Ok(self)
    }

    /// The child's process group.
    pub(super) fn group(&self) -> u32 {
        self.group
    }

    /// The pipes that were asked for.
    pub(super) fn pipes(&mut self) -> &mut Child {
        &mut self.root
    }

    /// How the child ended, if it has.
    pub(super) fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        if self.status.is_none() {
            self.status = self.ask()?;
        }
        Ok(self.status)
    }

    /// How the child ends.
    pub(super) fn wait(&mut self) -> io::Result<ExitStatus> {
        let root = self.root.wait()?;
        Ok(self.try_wait()?.unwrap_or(root))
    }

    fn ask(&mut self) -> io::Result<Option<ExitStatus>> {
        #[cfg(target_os = "linux")]
        if let Some(line) = &mut self.line {
            let mut word = [0; 4];
            return match line.read(&mut word) {
                Ok(4) => Ok(Some(ExitStatus::from_raw(i32::from_ne_bytes(word)))),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
                // The supervisor was killed. Its end stands for the child's,
                // which the kernel kills; this process inherits the others.
                Ok(_) | Err(_) => {
                    let status = self.root.wait()?;
                    let mut living = living();
                    living.members.remove(&self.root.id());
                    let others: Vec<u32> = living.members.keys().copied().collect();
                    super::supervisor::end_children_but(&others);
                    Ok(Some(status))
                }
            };
        }
        self.root.try_wait()
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        #[cfg(target_os = "linux")]
        let supervised = self.line.as_ref().map(|line| line.shutdown(Shutdown::Write)).is_some();
        #[cfg(not(target_os = "linux"))]
        let supervised = false;
        if !supervised {
            #[cfg(unix)]
            signal_group(self.group, rustix::process::Signal::KILL);
            let _: io::Result<()> = self.root.kill();
        }
        let _: io::Result<ExitStatus> = self.root.wait();
        let mut living = living();
        living.members.remove(&self.root.id());
        // What a child did that was interrupted is no result of anything.
        if living.closed {
            drop(living);
            interrupt::wait_for_the_end();
        }
    }
}

#[cfg(unix)]
fn signal_group(group: u32, signal: rustix::process::Signal) {
    if let Some(group) = rustix::process::Pid::from_raw(group.cast_signed()) {
        // Gone already is as good.
        let _: Result<(), _> = rustix::process::kill_process_group(group, signal);
    }
}

/// Ends all families: none is started any more, and those that live hear of a
/// signal, or of `None` are killed.
#[cfg(unix)]
pub(super) fn end_all(signal: Option<rustix::process::Signal>) {
    let mut living = living();
    living.closed = true;
    for (&root, member) in &living.members {
        #[cfg(target_os = "linux")]
        if let Some(mut line) = member.line.as_ref() {
            let word = signal.and_then(|signal| u8::try_from(signal.as_raw()).ok());
            // A supervisor that is gone needs to hear nothing.
            let _: io::Result<()> = match word {
                Some(word) => io::Write::write_all(&mut line, &[word]),
                None => line.shutdown(Shutdown::Write),
            };
            continue;
        }
        #[cfg(not(target_os = "linux"))]
        let Member {} = member;
        signal_group(root, signal.unwrap_or(rustix::process::Signal::KILL));
    }
}

/// Whether a family lives.
#[cfg(unix)]
pub(super) fn any_lives() -> bool {
    !living().members.is_empty()
}
