//! The pair benchmark on the emulated badge: one firmware with the engine
//! behind the adapter, one with the engine embedded by hand, on the same
//! frames. Instructions are exact, so that one run of each decides.

use super::{Job, Observed, Session, Stage, Stretch, once};
use crate::halt::Halt;
use crate::judge::Verdict;
use crate::plan::Cell;
use crate::pybadge::request::{Asked, Manner, made};
use crate::workbench::{CellInputs, Workbench};
use anyhow::Result;
use badge_catalogue::Outcome;
use serde::Serialize;

/// The workload whose frames are compared.
pub const WORKLOAD: &str = "badge";

/// The largest ratio that passes: the adapter costs 2 % of a frame.
pub const BOUND: f64 = 1.02;

/// What both sides take for the frames of a workload.
#[derive(Clone, Debug, Serialize)]
pub struct Pair {
    /// `runtime/config`.
    pub config: String,
    /// The workload.
    pub workload: String,
    /// Frames of either side.
    pub frames: usize,
    /// Instructions of all calls of `update` through the adapter.
    pub adapter: u64,
    /// The same where the engine is embedded by hand.
    pub by_hand: u64,
}

impl Pair {
    /// Adapter ÷ embedded by hand.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.adapter as f64 / self.by_hand as f64
    }

    /// Whether the adapter costs too much.
    #[must_use]
    pub fn missed(&self) -> bool {
        // Nothing counted is no pass.
        !(self.ratio().is_finite() && self.ratio() <= BOUND)
    }
}

/// Runs both sides of a cell. `None` where `runtime.toml` names no firmware
/// that is embedded by hand.
///
/// # Errors
///
/// When something fails that is not the runtime's.
pub fn pair<'w>(
    bench: &mut Workbench<'w>,
    session: &mut Session<'w>,
    cell: Cell<'w>,
) -> Result<Option<Pair>, Halt> {
    if cell.config.by_hand.is_none() {
        return Ok(None);
    }
    let manner = Manner::of(&cell);
    let adapter = session.job(bench, &CellInputs::none(cell), manner)?;
    let Some(firmware) = session.firmwares().by_hand(cell.runtime, cell.config)? else {
        return Ok(None);
    };
    let asked = Asked {
        entry: adapter.made.asked.entry.clone(),
        module: adapter.made.asked.module.clone(),
        artifact: None,
    };
    let made = made(firmware, asked, manner)?;
    let (links, frames) = (adapter.links.clone(), adapter.frames.clone());
    let by_hand = Job { cell, made, links, frames, inputs: None };
    let updates = |side: &str, job: &Job<'_>| {
        instructions(&once(job)?).map_err(|verdict| {
            let detail = verdict.detail.unwrap_or_default();
            Halt::from(Verdict::new(verdict.outcome, format!("{side}: {detail}")))
        })
    };
    let (frames, adapter) = updates("adapter", &adapter)?;
    let (_, by_hand) = updates("embedded by hand", &by_hand)?;
    let (config, workload) = (cell.config_name(), cell.workload.name.clone());
    Ok(Some(Pair { config, workload, frames, adapter, by_hand }))
}

/// Frames and instructions of a side that showed the frames that are due.
fn instructions(observed: &Observed) -> Result<(usize, u64), Verdict> {
    match (observed.verdict.outcome, observed.emulation.runs.first()) {
        (Outcome::Pass, Some(marks)) => {
            let updates: Vec<Stretch> = marks.of(Stage::Update).collect();
            Ok((updates.len(), updates.iter().map(Stretch::instructions).sum()))
        }
        _ => Err(observed.verdict.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(adapter: u64, by_hand: u64, missed: bool) {
        let pair = Pair {
            config: "alpha/default".to_owned(),
            workload: "badge".to_owned(),
            frames: 600,
            adapter,
            by_hand,
        };
        assert_eq!(pair.missed(), missed, "{pair:?}");
    }

    #[test]
    fn two_in_a_hundred_are_the_bound() {
        check(102, 100, false);
        check(103, 100, true);
        check(99, 100, false);
    }

    #[test]
    fn nothing_counted_is_no_pass() {
        check(0, 0, true);
        check(1, 0, true);
    }
}
