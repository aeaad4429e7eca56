//! Replies and how they are written, without `std`.

use crate::MAX_TEXT_BYTES;
use crate::payload::{ImageId, Pass};
use badge::Link;
#[cfg(feature = "std")]
use badge_runtime::Value;
use badge_runtime::{ErrorKind, TrapKind};
use core::fmt::{self, Write};

/// A timed stretch of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Translation on the host into the artifact that the runner loads.
    Prepare,
    /// From bytes in memory to a module.
    Compile,
    /// From a module to an instance whose exports are resolved.
    Instantiate,
    /// The exported `start`.
    Start,
    /// One sample of the exported `update`.
    Update,
}

impl Phase {
    /// The word of the transcript.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prepare => "prepare",
            Self::Compile => "compile",
            Self::Instantiate => "instantiate",
            Self::Start => "start",
            Self::Update => "update",
        }
    }
}

/// Where a run was refused: a phase.
pub type Stage = Phase;

/// What a transcript of the badge is about: its serial line carries one for
/// each workload and pass, and nobody asked for it line by line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadgeRun<'a> {
    /// The image that speaks.
    pub image: ImageId,
    /// Name of the workload.
    pub workload: &'a str,
    /// Measure or show.
    pub pass: Pass,
}

/// One line of a transcript.
#[derive(Clone, Copy, Debug)]
pub enum Reply<'a> {
    /// First line: who speaks, and with what clock.
    Hello {
        /// Name of the runtime.
        runtime: &'a str,
        /// Name of the config.
        config: &'a str,
        /// Version of the engine that is linked.
        version: &'a str,
        /// Unit of elapsed values: `ns`, `cycles`.
        unit: &'a str,
        /// Units per second.
        hz: u64,
        /// Smallest step of the clock that was seen, in its unit.
        resolution: u64,
        /// On the badge alone.
        badge: Option<BadgeRun<'a>>,
    },
    /// A phase other than `update` is over.
    Phase {
        /// Which.
        phase: Phase,
        /// Its duration.
        elapsed: u64,
        /// For `start`: the first link.
        link: Option<Link>,
    },
    /// One frame is over.
    Frame {
        /// Counted from 0 without gaps.
        index: u32,
        /// Duration of `update`.
        elapsed: u64,
        /// The link of this frame.
        link: Link,
        /// Units of the budget that were used, where the config meters.
        fuel: Option<u64>,
    },
    /// A call trapped.
    Trap {
        /// `None` for `start`.
        frame: Option<u32>,
        /// Why.
        kind: TrapKind,
        /// The engine's words.
        text: &'a str,
    },
    /// The run was refused or had to be given up.
    Fail {
        /// Where.
        stage: Stage,
        /// Why.
        kind: ErrorKind,
        /// The engine's words.
        text: &'a str,
    },
    /// Results of an invocation, only as an answer to `invoke`, which the
    /// badge is never asked; writing floating point costs 12 KB of flash.
    #[cfg(feature = "std")]
    Results {
        /// The values, in order.
        values: &'a [Value],
    },
    /// What is known of memory after the last call.
    Memory {
        /// Largest resident size of the process.
        peak_rss_bytes: Option<u64>,
        /// Largest amount of heap in use.
        heap_peak_bytes: Option<u64>,
        /// Deepest stack.
        stack_bytes: Option<u64>,
        /// Statics.
        static_ram_bytes: Option<u64>,
        /// Image without payload.
        flash_bytes: Option<u64>,
    },
    /// Last line.
    Done {
        /// Frames that were completed.
        frames: u32,
        /// The last link, [`Link::ORIGIN`] when not even `start` came to an end.
        link: Link,
        /// Whether the guest asked for real time.
        nondeterministic: bool,
    },
}

impl Reply<'_> {
    /// Writes the reply as one JSON object, without the line feed.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(&self, out: &mut impl Write) -> fmt::Result {
        match *self {
            Self::Hello { runtime, config, version, unit, hz, resolution, badge } => {
                write!(out, r#"{{"type":"hello","protocol":{},"runtime":"#, crate::VERSION)?;
                string(out, runtime)?;
                out.write_str(r#","config":"#)?;
                string(out, config)?;
                out.write_str(r#","version":"#)?;
                string(out, version)?;
                out.write_str(r#","unit":"#)?;
                string(out, unit)?;
                write!(out, r#","hz":{hz},"resolution":{resolution}"#)?;
                if let Some(run) = badge {
                    write!(out, r#","image":"{}","workload":"#, run.image)?;
                    string(out, run.workload)?;
                    write!(out, r#","pass":"{}""#, run.pass.as_str())?;
                }
                out.write_char('}')
            }
            Self::Phase { phase, elapsed, link } => {
                let phase = phase.as_str();
                write!(out, r#"{{"type":"phase","phase":"{phase}","elapsed":{elapsed}"#)?;
                if let Some(link) = link {
                    write!(out, r#","link":"{link}""#)?;
                }
                out.write_char('}')
            }
            Self::Frame { index, elapsed, link, fuel } => {
                write!(
                    out,
                    r#"{{"type":"frame","index":{index},"elapsed":{elapsed},"link":"{link}""#
                )?;
                optional(out, "fuel", fuel)?;
                out.write_char('}')
            }
            Self::Trap { frame, kind, text } => {
                let frame = frame.map_or(-1, i64::from);
                write!(out, r#"{{"type":"trap","frame":{frame},"kind":"{kind}","text":"#)?;
                string(out, text)?;
                out.write_char('}')
            }
            Self::Fail { stage, kind, text } => {
                let (stage, kind) = (stage.as_str(), kind.as_str());
                write!(out, r#"{{"type":"fail","stage":"{stage}","kind":"{kind}","text":"#)?;
                string(out, text)?;
                out.write_char('}')
            }
            #[cfg(feature = "std")]
            Self::Results { values } => {
                out.write_str(r#"{"type":"results","values":["#)?;
                for (i, value) in values.iter().enumerate() {
                    let comma = if i == 0 { "" } else { "," };
                    write!(out, r#"{comma}"{value}""#)?;
                }
                out.write_str("]}")
            }
            Self::Memory {
                peak_rss_bytes,
                heap_peak_bytes,
                stack_bytes,
                static_ram_bytes,
                flash_bytes,
            } => {
                out.write_str(r#"{"type":"memory""#)?;
                optional(out, "peak_rss_bytes", peak_rss_bytes)?;
                optional(out, "heap_peak_bytes", heap_peak_bytes)?;
                optional(out, "stack_bytes", stack_bytes)?;
                optional(out, "static_ram_bytes", static_ram_bytes)?;
                optional(out, "flash_bytes", flash_bytes)?;
                out.write_char('}')
            }
            Self::Done { frames, link, nondeterministic } => write!(
                out,
                r#"{{"type":"done","frames":{frames},"link":"{link}","nondeterministic":{nondeterministic}}}"#
            ),
        }
    }
}

fn optional(out: &mut impl Write, key: &str, value: Option<u64>) -> fmt::Result {
    match value {
        Some(value) => write!(out, r#","{key}":{value}"#),
        None => Ok(()),
    }
}

/// A JSON string (RFC 8259, section 7), cut after [`MAX_TEXT_BYTES`].
fn string(out: &mut impl Write, text: &str) -> fmt::Result {
    let mut end = text.len().min(MAX_TEXT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    out.write_char('"')?;
    for c in text[..end].chars() {
        match c {
            '"' => out.write_str("\\\"")?,
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\t' => out.write_str("\\t")?,
            c if c < ' ' => write!(out, "\\u{:04x}", u32::from(c))?,
            c => out.write_char(c)?,
        }
    }
    out.write_char('"')
}
