//! One workload: the valid content of a `workload.toml`.

use std::collections::BTreeSet;

use badge_runtime::TrapKind;
use serde::Deserialize;

use crate::error::{Fault, ensure, parse};
use crate::{FileError, check_directory, read};

/// One workload: guest program, input trace, expectation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workload {
    #[serde(skip)]
    pub label: String,
    /// Its directory below `workloads/`.
    #[serde(deserialize_with = "read::name")]
    pub name: String,
    #[serde(deserialize_with = "read::text")]
    pub title: String,
    #[serde(deserialize_with = "read::text")]
    pub stresses: String,
    /// How many frames a full run has; at least 1.
    #[serde(deserialize_with = "read::positive")]
    pub frames: u32,
    /// Consecutive calls of `update` in one frame; at least 1.
    #[serde(default = "one", deserialize_with = "read::positive")]
    pub calls_per_frame: u32,
    /// Seed of `random()`; not 0.
    #[serde(default = "default_seed", deserialize_with = "read::positive")]
    pub seed: u32,
    timed: bool,
    /// Frames whose screens are kept as pictures; the first stands for the rest.
    #[serde(default)]
    pub screens: Vec<u32>,
    /// Button masks, strictly increasing in frame.
    #[serde(default)]
    pub trace: Vec<TraceEntry>,
    /// Shadow stack of the guest in linear memory, in bytes.
    #[serde(default = "default_stack")]
    pub stack_bytes: u32,
    /// How many operators a frame may execute on average, as configs that
    /// meter one unit per operator count them.
    pub max_operators: Option<u64>,
    /// What must be observed; the table `[expect]`.
    #[serde(skip)]
    pub expectation: Expectation,
}

/// From this frame on the buttons read `mask`, until the next entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(from = "(u32, u8)")]
pub struct TraceEntry {
    /// The first frame with this mask.
    pub frame: u32,
    /// The buttons, 1 = pressed.
    pub mask: u8,
}

impl From<(u32, u8)> for TraceEntry {
    fn from((frame, mask): (u32, u8)) -> Self {
        TraceEntry { frame, mask }
    }
}

/// What must be observed for a pass.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Expectation {
    /// Every link of the frames asked for; such a workload is timed.
    #[default]
    Links,
    /// A trap, with all earlier links equal; such a workload is not timed.
    Trap(TrapExpectation),
}

/// The trap that a misbehaving guest must end in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrapExpectation {
    /// The kinds that are accepted; at least one.
    #[serde(rename = "traps", deserialize_with = "read::trap_kinds")]
    pub kinds: Vec<TrapKind>,
    /// The frame of the trap; −1 is `start`.
    pub frame: i64,
    #[serde(default)]
    pub not_applicable: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkloadFile {
    workload: Workload,
    expect: Option<TrapExpectation>,
}

impl Workload {
    /// Reads a `workload.toml`. The last directory in `path_label` must be the
    /// name of the workload; a label without a directory is not checked.
    pub fn parse(path_label: &str, text: &str) -> Result<Self, FileError> {
        let file = parse(path_label, text, |file: &mut WorkloadFile| {
            file.workload.label = path_label.to_owned();
            file.workload.check(file.expect.as_ref())
        })?;
        let expectation = file.expect.map_or(Expectation::Links, Expectation::Trap);
        Ok(Workload { expectation, ..file.workload })
    }

    fn check(&self, expect: Option<&TrapExpectation>) -> Result<(), Fault> {
        check_directory(&self.label, "workload.name", &self.name)?;
        let frames = self.frames;
        let distinct: BTreeSet<u32> = self.screens.iter().copied().collect();
        let valid = distinct.len() == self.screens.len()
            && distinct.last().is_none_or(|last| *last < frames);
        let reason = format!("must differ from each other and lie below {frames} frames");
        ensure(valid, "workload.screens", reason)?;
        let mut earliest = 0;
        for (i, &TraceEntry { frame, .. }) in self.trace.iter().enumerate() {
            let reason =
                format!("frame {frame} must lie after the entry before and below {frames} frames");
            let valid = (earliest..frames).contains(&frame);
            ensure(valid, format!("workload.trace[{i}]"), reason)?;
            earliest = frame + 1;
        }
        let reason = "a timed workload is judged by its links alone";
        ensure(!(self.timed && expect.is_some()), "expect", reason)?;
        let reason = "a workload that is not timed must declare its trap";
        ensure(self.timed || expect.is_some(), "expect", reason)?;
        let valid = expect.is_none_or(|trap| (-1..i64::from(frames)).contains(&trap.frame));
        let reason = format!("must be -1 (`start`) or a frame below {frames}");
        ensure(valid, "expect.frame", reason)
    }

    /// Whether it carries timings.
    pub fn is_timed(&self) -> bool {
        self.timed
    }

    /// Names of the runtimes that cannot sensibly run it.
    pub fn not_applicable(&self) -> &[String] {
        match &self.expectation {
            Expectation::Links => &[],
            Expectation::Trap(trap) => &trap.not_applicable,
        }
    }

    /// Whether the runtime of that name can sensibly run it.
    pub fn applies_to(&self, runtime: &str) -> bool {
        !self.not_applicable().iter().any(|name| name == runtime)
    }

    /// Whether the guest never returns: only fuel or an interrupt ends it.
    pub fn is_endless(&self) -> bool {
        let ends = |kind: &TrapKind| matches!(kind, TrapKind::OutOfFuel | TrapKind::Interrupted);
        match &self.expectation {
            Expectation::Links => false,
            Expectation::Trap(trap) => trap.kinds.iter().any(ends),
        }
    }
}

fn one() -> u32 {
    1
}

fn default_seed() -> u32 {
    badge::DEFAULT_SEED.get()
}

/// Shadow stack of a guest in linear memory, in bytes.
fn default_stack() -> u32 {
    4096
}
