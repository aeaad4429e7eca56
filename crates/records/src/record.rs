//! Records: what was observed of one config × workload in one lane, and its
//! provenance. One JSON object per line of `results/data/<lane>/<runtime>.jsonl`.

use badge_catalogue::{Date, Link, Outcome, Target, TrapKind};
use badge_protocol::Memory;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Baseline, Provenance, Samples, Sha256, phase};

/// The stored observation of one config × workload in one lane. The fields
/// stand in the order of the keys in the file; an unknown one is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    pub runtime: String,
    pub config: String,
    /// Version of the engine as linked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    pub workload: String,
    pub target: Target,
    pub outcome: Outcome,
    pub provenance: Provenance,
    /// What there is to say about the outcome, for example the engine's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The trap that ended the run, expected or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trap: Option<RecordedTrap>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<Blob>,
    /// The artifact made of it; where the config prepares one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact: Option<Blob>,
    /// Frames completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frames: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "link")]
    pub hash: Option<Link>,
    /// Raw integers; only for a pass.
    #[serde(default, skip_serializing_if = "Samples::is_empty")]
    pub samples: Samples,
    /// What native code took in the same session; only for a pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    #[serde(default, skip_serializing_if = "is_unknown", serialize_with = "known_sizes")]
    pub memory: Memory,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Sha256>,
    /// Hash of the emulator that ran the image, on the emulated badge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emulator: Option<Sha256>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toolchain: Option<String>,
    /// Identifier of the machine, a file in `results/data/machines/`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
    /// Hash over everything the observation depends on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Sha256>,
    pub date: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

/// A file that was loaded: a module, or an artifact made of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blob {
    /// File name, without a path.
    pub name: String,
    pub sha256: Sha256,
    pub bytes: u64,
}

/// The trap that ended a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedTrap {
    #[serde(with = "trap_kind")]
    pub kind: TrapKind,
    /// The frame; −1 is `start`.
    pub frame: i64,
}

mod trap_kind {
    use super::*;

    pub(super) fn serialize<S: Serializer>(kind: &TrapKind, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(kind.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<TrapKind, D::Error> {
        let word = String::deserialize(d)?;
        word.parse().map_err(|error| de::Error::custom(format!("`{word}`: {error}")))
    }
}

mod link {
    use super::*;

    pub(super) fn serialize<S: Serializer>(link: &Option<Link>, s: S) -> Result<S::Ok, S::Error> {
        link.map(|link| link.to_string()).serialize(s)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Link>, D::Error> {
        let text = String::deserialize(d)?;
        let invalid = |error| de::Error::custom(format!("`{text}` is {error}"));
        text.parse().map(Some).map_err(invalid)
    }
}

/// The sizes that are known, in the order of the protocol.
fn known_sizes<S: Serializer>(memory: &Memory, s: S) -> Result<S::Ok, S::Error> {
    let sizes = [
        ("peak_rss_bytes", memory.peak_rss_bytes),
        ("heap_peak_bytes", memory.heap_peak_bytes),
        ("stack_bytes", memory.stack_bytes),
        ("static_ram_bytes", memory.static_ram_bytes),
        ("flash_bytes", memory.flash_bytes),
    ];
    s.collect_map(sizes.into_iter().filter_map(|(name, size)| Some((name, size?))))
}

fn is_unknown(memory: &Memory) -> bool {
    *memory == Memory::default()
}

impl Record {
    /// Whether both say the same, date and commit aside: such a new record
    /// does not replace the old one.
    pub fn same_observation(&self, other: &Record) -> bool {
        let undated = Record { date: other.date, commit: other.commit.clone(), ..self.clone() };
        undated == *other
    }

    /// Checks what no single field can show.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        let numbers =
            [("samples", !self.samples.is_empty()), ("baseline", self.baseline.is_some())];
        for (key, present) in numbers {
            if present && !self.outcome.carries_timing() {
                return Err((key, format!("outcome `{}` carries no timing", self.outcome)));
            }
        }
        match self.provenance {
            Provenance::Cited => {
                return Err(("provenance", "cited facts stand in runtime.toml".into()));
            }
            Provenance::None if self.outcome == Outcome::Pass => {
                return Err(("provenance", "a pass is observed in a lane".into()));
            }
            Provenance::None if self.detail.is_none() => {
                return Err(("detail", "provenance `none` needs the reason here".into()));
            }
            _ => {}
        }
        let frames = self.frames.unwrap_or(0) as usize;
        for phase in [phase::UPDATE, phase::UPDATE_MIN, phase::UPDATE_MEDIAN] {
            for (unit, values) in self.samples.units(phase) {
                if values.len() != frames {
                    let count = values.len();
                    let reason =
                        format!("`{phase}` has {count} values of `{unit}` for {frames} frames");
                    return Err(("samples", reason));
                }
            }
        }
        self.samples.check().map_err(|reason| ("samples", reason))?;
        if let Some(baseline) = &self.baseline {
            baseline.check().map_err(|reason| ("baseline", reason))?;
        }
        Ok(())
    }
}
