//! Reading a transcript, strictly: whatever departs from the specification is
//! a [`Violation`] that names the line.

use crate::payload::{ImageId, Pass};
use crate::{ELAPSED_LIMIT, Phase, VERSION};
use badge::Link;
use badge_runtime::TrapKind;
use serde::Deserialize;
use std::borrow::ToOwned;
use std::collections::BTreeMap;
use std::fmt;
use std::format;
use std::string::String;
use std::vec::Vec;

/// Everything a runner said, in good order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// Who spoke.
    pub hello: Hello,
    /// Phases other than `update`.
    pub phases: BTreeMap<Phase, PhaseLine>,
    /// Frames from 0 on.
    pub frames: Vec<FrameLine>,
    /// Why the run ended early.
    pub end: Option<End>,
    /// Answer to `invoke`.
    pub results: Option<Vec<String>>,
    /// What is known of memory.
    pub memory: Memory,
    /// The last line.
    pub done: Done,
}

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// Name of the runtime.
    pub runtime: String,
    /// Name of the config.
    pub config: String,
    /// Version of the engine that is linked.
    pub version: String,
    /// Unit of elapsed values.
    pub unit: String,
    /// Units per second.
    pub hz: u64,
    /// Smallest step of the clock that was seen.
    pub resolution: u64,
    /// On the badge alone.
    pub badge: Option<BadgeHello>,
}

/// What a transcript of the badge is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadgeHello {
    /// The image that speaks.
    pub image: ImageId,
    /// Name of the workload.
    pub workload: String,
    /// Measure or show.
    pub pass: Pass,
}

/// A phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhaseLine {
    /// Its duration.
    pub elapsed: u64,
    /// For `start`, the first link.
    pub link: Option<Link>,
}

/// A frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameLine {
    /// Duration of `update`.
    pub elapsed: u64,
    /// Its link.
    pub link: Link,
    /// Units of the budget that were used.
    pub fuel: Option<u64>,
}

/// Why a run ended early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// A call trapped.
    Trap(TrapLine),
    /// The run was refused or given up.
    Fail(Refusal),
}

/// A trap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrapLine {
    /// `None` for `start`.
    pub frame: Option<u32>,
    /// Why.
    pub kind: TrapKind,
    /// The engine's words.
    pub text: String,
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The phase in which it happened.
    pub stage: String,
    /// The kind of error.
    pub kind: String,
    /// The engine's words.
    pub text: String,
}

/// What is known of memory; an unknown value is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Memory {
    /// Largest resident size of the process.
    pub peak_rss_bytes: Option<u64>,
    /// Largest amount of heap in use.
    pub heap_peak_bytes: Option<u64>,
    /// Deepest stack.
    pub stack_bytes: Option<u64>,
    /// Statics.
    pub static_ram_bytes: Option<u64>,
    /// Image without payload.
    pub flash_bytes: Option<u64>,
}

/// The last line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Frames that were completed.
    pub frames: u32,
    /// The last link.
    pub link: Link,
    /// Whether the guest asked for real time.
    pub nondeterministic: bool,
}

/// The transcript departs from the specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation(String);

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "protocol: {}", self.0)
    }
}

impl std::error::Error for Violation {}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    Hello(HelloLine),
    Phase { phase: String, elapsed: u64, link: Option<String> },
    Frame { index: u32, elapsed: u64, link: String, fuel: Option<u64> },
    Trap { frame: i64, kind: String, text: String },
    Fail(Refusal),
    Results { values: Vec<String> },
    Memory(Memory),
    Done { frames: u32, link: String, nondeterministic: bool },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HelloLine {
    protocol: u32,
    runtime: String,
    config: String,
    version: String,
    unit: String,
    hz: u64,
    resolution: u64,
    image: Option<String>,
    workload: Option<String>,
    pass: Option<String>,
}

/// Takes a transcript line by line.
#[derive(Debug, Default)]
pub struct Reader {
    lines: usize,
    hello: Option<Hello>,
    phases: BTreeMap<Phase, PhaseLine>,
    frames: Vec<FrameLine>,
    end: Option<End>,
    results: Option<Vec<String>>,
    memory: Option<Memory>,
    done: Option<Done>,
}

impl Reader {
    /// A reader that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a line was taken.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.lines > 0
    }

    /// Takes the next line, without its line feed.
    ///
    /// # Errors
    ///
    /// The first departure from the specification.
    pub fn line(&mut self, line: &[u8]) -> Result<(), Violation> {
        self.lines += 1;
        self.take(line).map_err(|reason| Violation(format!("line {}: {reason}", self.lines)))
    }

    /// Ends the transcript.
    ///
    /// # Errors
    ///
    /// When the last line has not been seen.
    pub fn finish(self) -> Result<Transcript, Violation> {
        match (self.hello, self.done) {
            (Some(hello), Some(done)) => Ok(Transcript {
                hello,
                phases: self.phases,
                frames: self.frames,
                end: self.end,
                results: self.results,
                memory: self.memory.unwrap_or_default(),
                done,
            }),
            (None, _) => Err(Violation("no line at all".to_owned())),
            (Some(_), None) => {
                Err(Violation(format!("ends after line {} without done", self.lines)))
            }
        }
    }

    /// Whether the last line has been seen, so that the next one belongs to
    /// another transcript.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.done.is_some()
    }

    /// What the first line says, once it has been seen.
    #[must_use]
    pub fn hello(&self) -> Option<&Hello> {
        self.hello.as_ref()
    }

    /// How far the run had come, for the message about one that ended early.
    #[must_use]
    pub fn progress(&self) -> String {
        match (self.frames.len(), self.phases.last_key_value(), &self.hello) {
            (0, None, None) => "before the first line".to_owned(),
            (0, None, Some(_)) => "before the end of the first phase".to_owned(),
            (0, Some((phase, _)), _) => format!("after the phase {}", phase.as_str()),
            (frames, _, _) => format!("after {frames} frames"),
        }
    }

    fn take(&mut self, line: &[u8]) -> Result<(), String> {
        if self.done.is_some() {
            return Err("output after done".to_owned());
        }
        let line: Line =
            serde_json::from_slice(line).map_err(|error| format!("not a reply: {error}"))?;
        match (&self.hello, &line) {
            (None, Line::Hello(_)) => (),
            (None, _) => return Err("the first line must be hello".to_owned()),
            (Some(_), Line::Hello(_)) => return Err("a second hello".to_owned()),
            (Some(_), _) => (),
        }
        match line {
            Line::Hello(hello) => self.greet(hello),
            Line::Phase { phase, elapsed, link } => self.phase(&phase, elapsed, link.as_deref()),
            Line::Frame { index, elapsed, link, fuel } => self.frame(index, elapsed, &link, fuel),
            Line::Trap { frame, kind, text } => self.trap(frame, &kind, text),
            Line::Fail(refusal) => {
                self.running("fail")?;
                phase_named(&refusal.stage)?;
                self.end = Some(End::Fail(refusal));
                Ok(())
            }
            Line::Results { values } => {
                self.running("results")?;
                if self.results.is_some() || self.phases.contains_key(&Phase::Start) {
                    return Err("results out of order".to_owned());
                }
                self.results = Some(values);
                Ok(())
            }
            Line::Memory(memory) => match self.memory.replace(memory) {
                None => Ok(()),
                Some(_) => Err("a second memory".to_owned()),
            },
            Line::Done { frames, link, nondeterministic } => {
                self.done(frames, &link, nondeterministic)
            }
        }
    }

    fn greet(&mut self, line: HelloLine) -> Result<(), String> {
        if line.protocol != VERSION {
            return Err(format!(
                "protocol {} instead of {VERSION}; build the runner again",
                line.protocol
            ));
        }
        if line.hz == 0 {
            return Err("a clock of 0 hz".to_owned());
        }
        self.hello = Some(Hello {
            badge: badge_named(line.image, line.workload, line.pass)?,
            runtime: line.runtime,
            config: line.config,
            version: line.version,
            unit: line.unit,
            hz: line.hz,
            resolution: line.resolution,
        });
        Ok(())
    }

    fn phase(&mut self, word: &str, elapsed: u64, link: Option<&str>) -> Result<(), String> {
        self.running("phase")?;
        let phase = phase_named(word)?;
        if phase == Phase::Update {
            return Err("update is reported as frames".to_owned());
        }
        let in_order = match self.phases.last_key_value() {
            None => phase != Phase::Instantiate,
            Some((Phase::Compile, _)) => phase == Phase::Instantiate,
            Some((Phase::Instantiate, _)) => phase == Phase::Start,
            Some(_) => false,
        };
        if !in_order {
            return Err(format!("phase {word} out of order"));
        }
        let link = link.map(link_named).transpose()?;
        if link.is_some() != (phase == Phase::Start) {
            return Err("start and no other phase has a link".to_owned());
        }
        let elapsed = bounded(elapsed)?;
        self.phases.insert(phase, PhaseLine { elapsed, link });
        Ok(())
    }

    fn frame(
        &mut self,
        index: u32,
        elapsed: u64,
        link: &str,
        fuel: Option<u64>,
    ) -> Result<(), String> {
        self.running("frame")?;
        if !self.phases.contains_key(&Phase::Start) {
            return Err("a frame before start".to_owned());
        }
        if index as usize != self.frames.len() {
            return Err(format!("frame {index} where frame {} is due", self.frames.len()));
        }
        self.frames.push(FrameLine { elapsed: bounded(elapsed)?, link: link_named(link)?, fuel });
        Ok(())
    }

    fn trap(&mut self, frame: i64, kind: &str, text: String) -> Result<(), String> {
        self.running("trap")?;
        let started = self.phases.contains_key(&Phase::Start);
        let due = if started { self.frames.len() as i64 } else { -1 };
        if frame != due {
            return Err(format!("a trap in frame {frame} where frame {due} is due"));
        }
        let kind = kind.parse().map_err(|_| format!("unknown trap kind {kind}"))?;
        self.end = Some(End::Trap(TrapLine { frame: u32::try_from(frame).ok(), kind, text }));
        Ok(())
    }

    fn done(&mut self, frames: u32, link: &str, nondeterministic: bool) -> Result<(), String> {
        let link = link_named(link)?;
        if self.memory.is_none() && !matches!(self.end, Some(End::Fail(_))) {
            return Err("done without memory".to_owned());
        }
        let nothing_ran = self.phases.is_empty() && self.end.is_none();
        if nothing_ran {
            return Err("done without any phase".to_owned());
        }
        let last = self.frames.last().map_or_else(
            || self.phases.get(&Phase::Start).and_then(|start| start.link).unwrap_or(Link::ORIGIN),
            |frame| frame.link,
        );
        if frames as usize != self.frames.len() || link != last {
            return Err(format!(
                "done says {frames} frames and link {link}, the lines before {} and {last}",
                self.frames.len()
            ));
        }
        self.done = Some(Done { frames, link, nondeterministic });
        Ok(())
    }

    /// Neither ended nor in its closing lines.
    fn running(&self, what: &str) -> Result<(), String> {
        if self.end.is_some() || self.memory.is_some() {
            return Err(format!("{what} after the end of the run"));
        }
        Ok(())
    }
}

/// The keys of the badge: image and workload stand together, the pass beside
/// them or not at all.
fn badge_named(
    image: Option<String>,
    workload: Option<String>,
    pass: Option<String>,
) -> Result<Option<BadgeHello>, String> {
    let pass = match pass.as_deref() {
        None => None,
        Some("measure") => Some(Pass::Measure),
        Some("show") => Some(Pass::Show),
        Some(word) => return Err(format!("unknown pass {word}")),
    };
    match (image, workload, pass) {
        (None, None, None) => Ok(None),
        (Some(image), Some(workload), pass) => Ok(Some(BadgeHello {
            image: image.parse().map_err(|error| format!("{image:?} is {error}"))?,
            workload,
            pass: pass.unwrap_or(Pass::Measure),
        })),
        _ => Err("image and workload stand together".to_owned()),
    }
}

fn phase_named(word: &str) -> Result<Phase, String> {
    [Phase::Prepare, Phase::Compile, Phase::Instantiate, Phase::Start, Phase::Update]
        .into_iter()
        .find(|phase| phase.as_str() == word)
        .ok_or_else(|| format!("unknown phase {word}"))
}

fn link_named(digits: &str) -> Result<Link, String> {
    digits.parse().map_err(|error| format!("{digits:?} is {error}"))
}

fn bounded(elapsed: u64) -> Result<u64, String> {
    if elapsed < ELAPSED_LIMIT {
        Ok(elapsed)
    } else {
        Err(format!("elapsed {elapsed} is not below 2^53"))
    }
}
