//! What the cells of one session on the emulated badge share: firmwares,
//! images, and the frames that native code shows.

use super::lane::Job;
use crate::freshness::is_stale;
use crate::guest::Module;
use crate::halt::{Halt, Obstacle, settle};
use crate::measure::{deadline, request};
use crate::plan::{Cell, Plan};
use crate::progress::{Progress, human};
use crate::pybadge::image::Firmwares;
use crate::pybadge::request::{Cartridges, Manner, SHOW_FRAMES, console_image, entry, image};
use crate::runner::Observation;
use crate::workbench::{CellInputs, Workbench};
use anyhow::{Context, Result, bail};
use badge_catalogue::{Target, Workload};
use badge_protocol::Screens;
use badge_records::{Lane, Lanes, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::time::Instant;

/// What the cells of one session share.
#[derive(Debug)]
pub struct Session<'w> {
    firmwares: Firmwares<'w>,
    /// Frames of native code by workload.
    frames: BTreeMap<String, Arc<Vec<Vec<u8>>>>,
}

/// The images of cells, and the cells that have none.
#[derive(Debug)]
pub struct Images<'w> {
    /// Cells with their images.
    pub jobs: Vec<Job<'w>>,
    /// Cells without, and why.
    pub without: Vec<(CellInputs<'w>, Obstacle)>,
}

impl<'w> Session<'w> {
    /// Nothing is built yet.
    #[must_use]
    pub fn new(bench: &Workbench<'w>) -> Self {
        Self { firmwares: Firmwares::new(bench.workspace), frames: BTreeMap::new() }
    }

    /// Firmwares, each linked once.
    pub fn firmwares(&mut self) -> &mut Firmwares<'w> {
        &mut self.firmwares
    }

    /// The cells of a plan whose stored records are not fresh, native code
    /// first, because ratios are taken over it.
    ///
    /// # Errors
    ///
    /// When sources or the dependency graph cannot be read.
    pub fn stale(
        &self,
        bench: &mut Workbench<'w>,
        plan: &Plan<'w>,
        stored: &Lanes,
        force: bool,
    ) -> Result<Vec<CellInputs<'w>>> {
        let mut stale = Vec::new();
        for cell in plan.cells() {
            let inputs = inputs(bench, &cell)?;
            let Cell { runtime, config, workload } = cell;
            let old = stored.get(Lane::Emulated, &runtime.name, &config.name, &workload.name);
            let missing = bench.tools.missing(&runtime.needs_on(config, Target::Pybadge));
            if force || is_stale(old, inputs, &missing) {
                stale.push(CellInputs { cell, inputs: Some(inputs) });
            }
        }
        let native = &bench.baseline()?.0.name;
        stale.sort_by_key(|stale| &stale.cell.runtime.name != native);
        Ok(stale)
    }

    /// Makes the images of cells. A cell without one has a verdict instead.
    ///
    /// # Errors
    ///
    /// When something fails that is not the runtime's.
    pub fn jobs(
        &mut self,
        bench: &mut Workbench<'w>,
        stale: &[CellInputs<'w>],
    ) -> Result<Images<'w>> {
        let progress = Progress::new("images", stale.len());
        let (mut jobs, mut without) = (Vec::new(), Vec::new());
        for stale in stale {
            let name = stale.cell.name();
            progress.begin(&name);
            let begun = Instant::now();
            match settle(self.job(bench, stale, Manner::of(&stale.cell)))? {
                Ok(job) => {
                    let size = job.made.image.flash_bytes;
                    let took = human(begun.elapsed());
                    progress.finish_step(&format!("image {name}: {size} bytes, {took}"));
                    jobs.push(job);
                }
                Err(no) => {
                    let verdict = &no.verdict;
                    let detail = verdict.detail.as_deref().unwrap_or_default();
                    progress.finish_step(&format!("image {name}: {} {detail}", verdict.outcome));
                    without.push((*stale, no));
                }
            }
        }
        progress.finish();
        Ok(Images { jobs, without })
    }

    /// Makes the image of one cell.
    ///
    /// # Errors
    ///
    /// When something fails that is not the runtime's.
    pub fn job(
        &mut self,
        bench: &mut Workbench<'w>,
        stale: &CellInputs<'w>,
        manner: Manner,
    ) -> Result<Job<'w>, Halt> {
        let module = bench.module(stale.cell.workload)?.clone();
        let mut job = self.job_of(bench, stale, &module, manner)?;
        if stale.cell.workload.is_timed() {
            job.frames = Some(self.frames(bench, stale.cell.workload)?);
        }
        Ok(job)
    }

    /// Makes the image of one cell with a module of whatever origin.
    ///
    /// # Errors
    ///
    /// When something fails that is not the runtime's.
    pub fn job_of<'c>(
        &mut self,
        bench: &mut Workbench<'_>,
        stale: &CellInputs<'c>,
        module: &Module,
        manner: Manner,
    ) -> Result<Job<'c>, Halt> {
        let cell = stale.cell;
        let inputs = stale.inputs;
        let made = image(bench, &mut self.firmwares, &cell, module, manner, inputs)?;
        Ok(Job {
            cell,
            made,
            links: bench.links.get(&cell.workload.name).cloned(),
            frames: None,
            inputs: stale.inputs,
        })
    }

    /// Makes the image of a console with cartridges.
    ///
    /// # Errors
    ///
    /// When something fails that is not the runtime's.
    pub fn console<'c>(
        &mut self,
        bench: &mut Workbench<'_>,
        cell: Cell<'c>,
        cartridges: &Cartridges<'_>,
        manner: Manner,
    ) -> Result<Job<'c>, Halt> {
        let made = console_image(bench, &mut self.firmwares, &cell, cartridges, manner)?;
        Ok(Job { cell, made, links: None, frames: None, inputs: None })
    }

    /// The first frames that native code shows on the host: what the display
    /// of the badge has to show.
    fn frames(
        &mut self,
        bench: &mut Workbench<'w>,
        workload: &'w Workload,
    ) -> Result<Arc<Vec<Vec<u8>>>> {
        if let Some(known) = self.frames.get(&workload.name) {
            return Ok(Arc::clone(known));
        }
        let cell = bench.native(workload)?;
        let runner = bench.native_runner(&cell)?;
        let dir = tempfile::tempdir().context("no temporary directory")?;
        let count = workload.frames.min(SHOW_FRAMES);
        let wanted = Screens { directory: dir.path().to_path_buf(), frames: (0..count).collect() };
        let request = request(&cell, &bench.module(workload)?.path, count, Some(wanted))?;
        match runner.ask(&request, deadline(cell.config, workload))? {
            Observation::Answered(_) => (),
            other => bail!("workload {}: no native frames: {other:?}", workload.name),
        }
        let frames = (0..count)
            .map(|frame| {
                let file = dir.path().join(format!("{frame}.bin"));
                let mut bytes =
                    fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
                bytes.truncate(badge::SCREEN_BYTES);
                Ok(bytes)
            })
            .collect::<Result<Vec<_>>>()?;
        let frames = Arc::new(frames);
        self.frames.insert(workload.name.clone(), Arc::clone(&frames));
        Ok(frames)
    }
}

/// What a cell on the badge depends on.
///
/// # Errors
///
/// When sources or the dependency graph cannot be read.
pub fn inputs<'w>(bench: &mut Workbench<'w>, cell: &Cell<'w>) -> Result<Sha256> {
    let native = match bench.native_badge(cell.workload)? {
        Some(native) if native.runtime.name != cell.runtime.name => Some(native),
        _ => None,
    };
    let native = native.map(|native| hash(bench, &native, None)).transpose()?;
    hash(bench, cell, native.as_ref())
}

fn hash(bench: &mut Workbench<'_>, cell: &Cell<'_>, native: Option<&Sha256>) -> Result<Sha256> {
    let frames = cell.frames_on(Target::Pybadge);
    let entry = entry(cell, frames, bench.links.get(&cell.workload.name))?;
    let module = bench.module(cell.workload)?.blob.sha256;
    bench.inputs.of_badge(cell, &module, &entry, native)
}
