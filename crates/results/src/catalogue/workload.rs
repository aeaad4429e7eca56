//! One workload: the valid content of a `workload.toml`.

use std::collections::BTreeSet;

use super::error::Blame;
use super::workload_wire as wire;
use super::{CatalogueError, check_name, directory_of};
use crate::TrapKind;

/// One workload: guest program, input trace, expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// The file, as the caller named it.
    pub label: String,
    /// Its directory below `workloads/`.
    pub name: String,
    /// As shown.
    pub title: String,
    /// What it stresses, as text.
    pub stresses: String,
    /// How many frames a full run has; at least 1.
    pub frames: u32,
    /// Consecutive calls of `update` in one frame; at least 1.
    pub calls_per_frame: u32,
    /// Seed of `random()`; not 0.
    pub seed: u32,
    /// Frames whose screens are kept as pictures; the first stands for the rest.
    pub screens: Vec<u32>,
    /// Button masks, strictly increasing in frame.
    pub trace: Vec<TraceEntry>,
    /// Shadow stack of the guest in linear memory, in bytes.
    pub stack_bytes: u32,
    /// How many operators a frame may execute on average, as configs that
    /// meter one unit per operator count them.
    pub max_operators: Option<u64>,
    /// What must be observed.
    pub expectation: Expectation,
}

/// From this frame on the buttons read `mask`, until the next entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceEntry {
    /// The first frame with this mask.
    pub frame: u32,
    /// The buttons, 1 = pressed.
    pub mask: u8,
}

/// What must be observed for a pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// Every link of the frames asked for; such a workload is timed.
    Links,
    /// A trap, with all earlier links equal; such a workload is not timed.
    Trap(TrapExpectation),
}

/// The trap that a misbehaving guest must end in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrapExpectation {
    /// The kinds that are accepted; at least one.
    pub kinds: Vec<TrapKind>,
    /// The frame of the trap; −1 is `start`.
    pub frame: i64,
    /// Runtimes that cannot sensibly run it.
    pub not_applicable: Vec<String>,
}

impl Workload {
    /// Reads a `workload.toml`. The last directory in `path_label` must be the
    /// name of the workload; a label without a directory is not checked.
    ///
    /// # Errors
    ///
    /// Names the file, the key and the reason.
    pub fn parse(path_label: &str, text: &str) -> Result<Self, CatalogueError> {
        let blame = Blame(path_label);
        let file: wire::WorkloadFile = blame.toml(text)?;
        let table = file.workload;
        check_name(&table.name).map_err(|e| blame.at("workload.name", e))?;
        if let Some(directory) = directory_of(path_label)
            && directory != table.name
        {
            return Err(blame.at(
                "workload.name",
                format!("`{}` stands in the directory `{directory}`; they must agree", table.name),
            ));
        }
        for (key, zero) in [
            ("workload.frames", table.frames == 0),
            ("workload.calls_per_frame", table.calls_per_frame == 0),
            ("workload.seed", table.seed == 0),
        ] {
            if zero {
                return Err(blame.at(key, "must not be 0"));
            }
        }
        let distinct: std::collections::BTreeSet<u32> = table.screens.iter().copied().collect();
        if distinct.len() != table.screens.len()
            || distinct.last().is_some_and(|last| *last >= table.frames)
        {
            return Err(blame.at(
                "workload.screens",
                format!("must differ from each other and lie below {} frames", table.frames),
            ));
        }
        Ok(Workload {
            label: path_label.to_owned(),
            title: blame.text("workload.title", table.title)?,
            stresses: blame.text("workload.stresses", table.stresses)?,
            trace: trace(blame, &table.trace, table.frames)?,
            expectation: expectation(blame, table.timed, file.expect, table.frames)?,
            name: table.name,
            frames: table.frames,
            calls_per_frame: table.calls_per_frame,
            seed: table.seed,
            screens: table.screens,
            stack_bytes: table.stack_bytes,
            max_operators: table.max_operators,
        })
    }

    /// Whether it carries timings.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        self.expectation == Expectation::Links
    }

    /// Names of the runtimes that cannot sensibly run it.
    #[must_use]
    pub fn not_applicable(&self) -> &[String] {
        match &self.expectation {
            Expectation::Links => &[],
            Expectation::Trap(trap) => &trap.not_applicable,
        }
    }

    /// Whether the runtime of that name can sensibly run it.
    #[must_use]
    pub fn applies_to(&self, runtime: &str) -> bool {
        !self.not_applicable().iter().any(|name| name == runtime)
    }
}

fn trace(
    blame: Blame<'_>,
    pairs: &[(u32, u32)],
    frames: u32,
) -> Result<Vec<TraceEntry>, CatalogueError> {
    let mut entries: Vec<TraceEntry> = Vec::with_capacity(pairs.len());
    for (i, &(frame, mask)) in pairs.iter().enumerate() {
        let key = format!("workload.trace[{i}]");
        if entries.last().is_some_and(|last| last.frame >= frame) || frame >= frames {
            let reason =
                format!("frame {frame} must lie after the entry before and below {frames} frames");
            return Err(blame.at(key, reason));
        }
        let Ok(mask) = u8::try_from(mask) else {
            return Err(blame.at(key, format!("mask {mask} is not in 0..=255")));
        };
        entries.push(TraceEntry { frame, mask });
    }
    Ok(entries)
}

fn expectation(
    blame: Blame<'_>,
    timed: bool,
    table: Option<wire::ExpectTable>,
    frames: u32,
) -> Result<Expectation, CatalogueError> {
    let table = match (timed, table) {
        (true, None) => return Ok(Expectation::Links),
        (true, Some(_)) => {
            return Err(blame.at("expect", "a timed workload is judged by its links alone"));
        }
        (false, None) => {
            return Err(blame.at("expect", "a workload that is not timed must declare its trap"));
        }
        (false, Some(table)) => table,
    };
    let distinct: BTreeSet<_> = table.traps.iter().collect();
    if distinct.is_empty() || distinct.len() != table.traps.len() {
        return Err(blame.at("expect.traps", "must name at least one trap kind, each once"));
    }
    if table.frame < -1 || table.frame >= i64::from(frames) {
        let reason = format!("must be -1 (`start`) or a frame below {frames}");
        return Err(blame.at("expect.frame", reason));
    }
    Ok(Expectation::Trap(TrapExpectation {
        kinds: table.traps,
        frame: table.frame,
        not_applicable: table.not_applicable,
    }))
}
