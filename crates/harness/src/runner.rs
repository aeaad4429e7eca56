//! One request to one runner, and what was observed.

use crate::process::{self, Bounds, Ended, Ending, Listen};
use anyhow::{Context, Result};
use badge_protocol::{MAX_LINE_BYTES, Reader, Request, ScriptReader, Transcript};
use std::fmt;
use std::path::PathBuf;
use std::process::{Command, ExitStatus};
use std::time::Duration;

/// A program that speaks the protocol.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Runner {
    /// The program.
    pub program: PathBuf,
    /// Its arguments: interpreters of runners that are scripts need them.
    pub arguments: Vec<String>,
}

impl Runner {
    /// A runner that is a program without arguments.
    #[must_use]
    pub fn new(program: PathBuf) -> Self {
        Self { program, arguments: Vec::new() }
    }

    /// Sends one request and reads the transcript, strictly and within bounds.
    ///
    /// # Errors
    ///
    /// When the process cannot be started: everything that a started runner
    /// does is an observation.
    pub fn ask(&self, request: &Request, deadline: Duration) -> Result<Observation> {
        self.ask_within(request, deadline, None, RESIDENT_BYTES)
    }

    /// The same with a bound of its own for memory; `after_a_phase` bounds what
    /// may follow each line of a phase.
    ///
    /// # Errors
    ///
    /// When the process cannot be started.
    pub fn ask_within(
        &self,
        request: &Request,
        deadline: Duration,
        after_a_phase: Option<Duration>,
        resident_bytes: u64,
    ) -> Result<Observation> {
        let bounds = Bounds {
            deadline,
            resident_bytes,
            output_bytes: OUTPUT_BYTES,
            line_bytes: MAX_LINE_BYTES,
        };
        let input = serde_json::to_vec(request).context("the request has no form in JSON")?;
        let mut reader = Reader::new();
        let mut violation = None;
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        let ended = process::run(&mut command, &input, &bounds, |line| match reader.line(line) {
            Ok(()) => match after_a_phase {
                Some(left) if reader.progress().starts_with("after") => Listen::Within(left),
                _ => Listen::On,
            },
            Err(error) => {
                violation = Some(error.to_string());
                Listen::Stop
            }
        })
        .with_context(|| format!("cannot run {}", self.program.display()))?;
        Ok(observation(reader, violation, ended))
    }
}

/// How a process ended that did not answer all of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptEnd {
    /// It hung, or took too long.
    TimedOut,
    /// It was killed for its memory; what it used.
    TooMuchMemory(String),
    /// It died or broke the protocol; what happened.
    Crashed(String),
}

impl fmt::Display for ScriptEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => f.write_str("timeout"),
            Self::TooMuchMemory(used) => write!(f, "out of memory: {used}"),
            Self::Crashed(words) => write!(f, "crash: {words}"),
        }
    }
}

impl Runner {
    /// Sends a script and takes what is told of it; `None` where the process answered
    /// all of it. A process that says nothing for as long as `silence` is killed.
    ///
    /// # Errors
    ///
    /// When the process cannot be started.
    pub fn ask_script(
        &self,
        request: &Request,
        deadline: Duration,
        silence: Duration,
    ) -> Result<(ScriptReader, Option<ScriptEnd>)> {
        let bounds = Bounds {
            deadline,
            resident_bytes: RESIDENT_BYTES,
            output_bytes: OUTPUT_BYTES,
            line_bytes: MAX_LINE_BYTES,
        };
        let input = serde_json::to_vec(request).context("the request has no form in JSON")?;
        let mut reader = ScriptReader::default();
        let mut violation = None;
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        let ended = process::run(&mut command, &input, &bounds, |line| match reader.line(line) {
            Ok(()) => Listen::Within(silence),
            Err(error) => {
                violation = Some(error);
                Listen::Stop
            }
        })
        .with_context(|| format!("cannot run {}", self.program.display()))?;
        let end = match ended.ending {
            Ending::Exited(status) if status.success() && reader.done => None,
            Ending::Exited(status) if status.success() => {
                Some(ScriptEnd::Crashed("protocol: no last line".to_owned()))
            }
            Ending::Exited(status) => Some(ScriptEnd::Crashed(describe(status))),
            Ending::DeadlinePassed => Some(ScriptEnd::TimedOut),
            Ending::TooMuchMemory(bytes) => {
                Some(ScriptEnd::TooMuchMemory(format!("{} MiB resident", bytes >> 20)))
            }
            Ending::Refused => Some(ScriptEnd::Crashed(violation.unwrap_or_default())),
            Ending::TooMuchOutput => Some(ScriptEnd::Crashed("too much output".to_owned())),
        };
        Ok((reader, end))
    }
}

/// Bound of a runner's resident size: 4 GiB, above every engine measured here
/// by a factor of ten.
pub const RESIDENT_BYTES: u64 = 4 << 30;

/// Bound of a runner's whole output: 600 frames take 60 KB.
pub const OUTPUT_BYTES: usize = 32 << 20;

/// What a runner did.
#[derive(Debug, PartialEq, Eq)]
pub enum Observation {
    /// It answered in good order and exited well.
    Answered(Box<Transcript>),
    /// It was killed at the deadline; how far it had come.
    TimedOut(String),
    /// It was killed for its memory; what it used.
    TooMuchMemory(String),
    /// It died or broke the protocol; what happened.
    Crashed(String),
}

fn observation(reader: Reader, violation: Option<String>, ended: Ended) -> Observation {
    let progress = reader.progress();
    match ended.ending {
        Ending::Refused => {
            Observation::Crashed(violation.unwrap_or_else(|| "protocol: refused".to_owned()))
        }
        Ending::TooMuchOutput => Observation::Crashed(format!(
            "protocol: more than {MAX_LINE_BYTES} bytes in a line or {OUTPUT_BYTES} in all, {progress}"
        )),
        Ending::DeadlinePassed => Observation::TimedOut(progress),
        Ending::TooMuchMemory(bytes) => {
            Observation::TooMuchMemory(format!("{} MiB resident, {progress}", bytes >> 20))
        }
        Ending::Exited(status) if !status.success() => {
            let mut reason = format!("{}, {progress}", describe(status));
            // A trace of calls stands behind the words that it explains.
            let says = |line: &&str| !line.is_empty() && !line.starts_with("at ");
            if let Some(last) = ended.stderr.lines().map(str::trim).rfind(says) {
                reason = format!("{reason}: {last}");
            }
            Observation::Crashed(reason)
        }
        Ending::Exited(_) if ended.cut_line => {
            Observation::Crashed(format!("protocol: ends inside a line, {progress}"))
        }
        Ending::Exited(_) => match reader.finish() {
            Ok(transcript) => Observation::Answered(Box::new(transcript)),
            Err(error) => Observation::Crashed(error.to_string()),
        },
    }
}

fn describe(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        let name = match signal {
            4 => " (SIGILL)",
            6 => " (SIGABRT)",
            7 => " (SIGBUS)",
            8 => " (SIGFPE)",
            9 => " (SIGKILL)",
            11 => " (SIGSEGV)",
            _ => "",
        };
        return format!("died by signal {signal}{name}");
    }
    match status.code() {
        Some(code) => format!("exit code {code}"),
        None => "died".to_owned(),
    }
}
