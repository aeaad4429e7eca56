//! Records: what was observed of one config × workload in one lane, and its
//! provenance. One JSON object per line of `results/data/<lane>/<runtime>.jsonl`.

mod blob;
mod error;
mod lane;
mod lanes;
mod lines;
mod machine;
mod memory;
mod samples;
mod trap;

use serde::{Deserialize, Serialize};

pub use blob::Blob;
pub use error::RecordError;
pub use lane::Lane;
pub use lanes::Lanes;
pub use lines::{format_lines, parse_lines};
pub use machine::{Machine, Machines};
pub use memory::Memory;
pub use samples::{Baseline, Samples, Units, phase, unit};
pub use trap::TrapSeen;

use crate::{Date, Link, Outcome, Provenance, Sha256, Target};

/// The stored observation of one config × workload in one lane. The fields
/// stand in the order of the keys in the file; an unknown one is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Name of the runtime.
    pub runtime: String,
    /// Name of its config.
    pub config: String,
    /// Version of the engine as linked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Name of the workload.
    pub workload: String,
    /// Where the runner ran.
    pub target: Target,
    /// How it ended.
    pub outcome: Outcome,
    /// How this is known.
    pub provenance: Provenance,
    /// What there is to say about the outcome, for example the engine's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The trap that ended the run, expected or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trap: Option<TrapSeen>,
    /// The module.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<Blob>,
    /// The artifact made of it; where the config prepares one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact: Option<Blob>,
    /// Frames completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frames: Option<u32>,
    /// The last link of the chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<Link>,
    /// Raw integers; only for a pass.
    #[serde(default, skip_serializing_if = "Samples::is_empty")]
    pub samples: Samples,
    /// What native code took in the same session; only for a pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// Sizes of memory.
    #[serde(default, skip_serializing_if = "Memory::is_empty")]
    pub memory: Memory,
    /// The firmware image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Sha256>,
    /// The toolchain that built the runner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toolchain: Option<String>,
    /// Identifier of the machine, a file in `results/data/machines/`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
    /// Hash over everything the observation depends on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Sha256>,
    /// The day of the observation.
    pub date: Date,
    /// The commit of this repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

impl Record {
    /// Whether both say the same, date and commit aside: such a new record
    /// does not replace the old one.
    #[must_use]
    pub fn same_observation(&self, other: &Record) -> bool {
        let undated = Record { date: other.date, commit: other.commit.clone(), ..self.clone() };
        undated == *other
    }

    /// Checks what no single field can show.
    ///
    /// # Errors
    ///
    /// The key, and what is wrong with it.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        if !self.outcome.carries_timing() {
            if !self.samples.is_empty() {
                let reason = format!("outcome `{}` carries no timing", self.outcome);
                return Err(("samples", reason));
            }
            if self.baseline.is_some() {
                let reason = format!("outcome `{}` carries no timing", self.outcome);
                return Err(("baseline", reason));
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
        for (unit, values) in self.samples.units(phase::UPDATE) {
            if values.len() != frames {
                let reason =
                    format!("`update` has {} values of `{unit}` for {frames} frames", values.len());
                return Err(("samples", reason));
            }
        }
        self.samples.check().map_err(|reason| ("samples", reason))?;
        if let Some(baseline) = &self.baseline {
            baseline.check().map_err(|reason| ("baseline", reason))?;
        }
        Ok(())
    }
}
