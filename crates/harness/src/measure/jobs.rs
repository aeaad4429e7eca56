//! What is to be run for a cell, and for how long at most.

use crate::guest::Module;
use crate::plan::Cell;
use crate::prepare::Artifact;
use crate::runner::Runner;
use anyhow::{Context, Result};
use badge_catalogue::{Config, Links, Workload};
use badge_protocol::{Action, Request, Run, Screens, VERSION};
use badge_records::Sha256;
use std::num::NonZeroU32;
use std::path::Path;
use std::time::Duration;

/// A cell that is going to be measured.
#[derive(Debug)]
pub struct Job<'c> {
    /// The cell.
    pub cell: Cell<'c>,
    /// Its runner.
    pub runner: Runner,
    /// What the runner is asked.
    pub request: Request,
    /// The module.
    pub module: Module,
    /// What was prepared from it, where the config prepares.
    pub artifact: Option<Artifact>,
    /// The expected chain.
    pub links: Option<Links>,
    /// What the cell depends on.
    pub inputs: Option<Sha256>,
    /// Frames that it runs.
    pub frames: u32,
}

impl Job<'_> {
    /// The same job over another number of frames.
    #[must_use]
    pub fn over(mut self, frames: u32) -> Self {
        self.frames = frames;
        if let Action::Run(run) = &mut self.request.action {
            run.frames = frames;
        }
        self
    }
}

/// A whole run, where `runtime.toml` names no deadline.
const DEADLINE: Duration = Duration::from_secs(60);

/// A run that is expected not to end by itself.
const MISBEHAVIOUR_DEADLINE: Duration = Duration::from_secs(5);

/// How long a run of this cell may take.
#[must_use]
pub fn deadline(config: &Config, workload: &Workload) -> Duration {
    if workload.is_timed() {
        config.deadline_s.map_or(DEADLINE, Duration::from_secs)
    } else {
        // A config that interrupts needs its own time first.
        let interrupt = Duration::from_millis(config.interrupt_ms.unwrap_or_default());
        MISBEHAVIOUR_DEADLINE + interrupt
    }
}

/// What a runner is asked for a cell.
///
/// # Errors
///
/// When the workload's seed is 0, which `workload.toml` refuses.
pub fn request(
    cell: &Cell<'_>,
    module: &Path,
    frames: u32,
    screens: Option<Screens>,
) -> Result<Request> {
    let workload = cell.workload;
    Ok(Request {
        protocol: VERSION,
        config: cell.config.name.clone(),
        module: module.to_path_buf(),
        action: Action::Run(Run {
            workload: workload.name.clone(),
            frames,
            calls_per_frame: workload.calls_per_frame,
            trace: workload.trace.iter().map(|entry| (entry.frame, entry.mask)).collect(),
            seed: NonZeroU32::new(workload.seed).context("seed 0")?,
            fuel: cell.config.fuel,
            interrupt_ms: cell.config.interrupt_ms,
            screens,
            echo_log: false,
        }),
    })
}
