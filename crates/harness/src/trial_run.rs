//! One run for a person to look at: a cell or a call, judged and not stored.

pub mod cart;
mod emulated;
pub mod runs;

use crate::guest::Module;
use crate::halt::Halt;
use crate::judge::{Question, Verdict, judge};
use crate::measure::{deadline, request};
use crate::plan::Cell;
use crate::prepare::prepare;
use crate::progress::announced;
use crate::runner::{Observation, Runner};
use crate::screens;
use crate::store;
use crate::workbench::Workbench;
use anyhow::Context;
use badge_catalogue::{ModuleRoute, Workload};
use badge_protocol::{Action, Invoke, PrepareFor, Request, Screens, Transcript, VERSION};
use std::path::Path;

/// What came of a run.
#[derive(Debug)]
pub struct TrialRun {
    /// How it was judged.
    pub verdict: Verdict,
    /// What the runner said, of a run that came to its end.
    pub transcript: Option<Transcript>,
}

/// Runs a cell and judges it; `workload` is `None` for a module of the user's
/// own. The last frame goes to `png`.
///
/// # Errors
///
/// What the runtime is to blame for is a row.
pub fn frames(
    bench: &mut Workbench<'_>,
    cell: &Cell<'_>,
    module: &Module,
    frames: u32,
    png: Option<&Path>,
    workload: Option<&Workload>,
) -> Result<TrialRun, Halt> {
    let (runner, loaded) = ready(bench, cell, module)?;
    let dir = tempfile::tempdir().context("no temporary directory")?;
    let last = frames.saturating_sub(1);
    let wanted = png.map(|_| Screens { directory: dir.path().to_path_buf(), frames: vec![last] });
    let request = request(cell, &loaded.path, frames, wanted)?;
    let observation = runner.ask(&request, deadline(cell.config, cell.workload))?;
    let question = Question {
        runtime: &cell.runtime.name,
        config: &cell.config.name,
        workload,
        frames,
        links: bench.links.get(&cell.workload.name),
    };
    let verdict = judge(&question, &observation);
    let Observation::Answered(transcript) = observation else {
        return Ok(TrialRun { verdict, transcript: None });
    };
    let ended = workload.is_none() && transcript.end.is_none();
    if !verdict.outcome.carries_timing() && !ended {
        return Ok(TrialRun { verdict, transcript: None });
    }
    if let Some(png) = png {
        store::replace(png, &screens::png(&dir.path().join(format!("{last}.bin")))?)?;
    }
    Ok(TrialRun { verdict, transcript: Some(*transcript) })
}

/// Calls an export of a module.
///
/// # Errors
///
/// What the runtime is to blame for is a row.
pub fn call(
    bench: &mut Workbench<'_>,
    cell: &Cell<'_>,
    module: &Module,
    function: &str,
    arguments: &[String],
) -> Result<Observation, Halt> {
    let (runner, loaded) = ready(bench, cell, module)?;
    let request = Request {
        protocol: VERSION,
        config: cell.config.name.clone(),
        module: loaded.path,
        action: Action::Invoke(Invoke {
            function: function.to_owned(),
            arguments: arguments.to_vec(),
            seed: badge::DEFAULT_SEED,
        }),
    };
    Ok(runner.ask(&request, deadline(cell.config, cell.workload))?)
}

/// The runner and the file that it loads.
pub(crate) fn ready(
    bench: &mut Workbench<'_>,
    cell: &Cell<'_>,
    module: &Module,
) -> Result<(Runner, Module), Halt> {
    let building = format!("building {}", cell.config_name());
    let runner = announced(&building, || bench.runner(cell))?;
    if cell.config.module != ModuleRoute::Prepare {
        return Ok((runner, module.clone()));
    }
    let Cell { runtime, config, .. } = cell;
    let artifact = prepare(bench.workspace, runtime, config, &runner, module, PrepareFor::Host)?;
    Ok((runner, artifact.module))
}
