//! The badge's part of the matrix.

use super::{FLAGSHIP, store_obstacles};
use crate::animation::{Style, gif};
use crate::halt::settle;
use crate::plan::Plan;
use crate::progress::{Progress, human};
use crate::pybadge::emulated::{
    self, Camera, Images, Job, Observed, Session, Split, emulate_all, lcd, play_bounds, record,
    split,
};
use crate::pybadge::request::Manner;
use crate::screens;
use crate::store;
use crate::workbench::{CellInputs, Workbench};
use anyhow::{Context, Result, anyhow};
use badge_catalogue::Outcome;
use badge_protocol::payload::{Pass, Passes};
use badge_records::{Lane, Lanes, Record, Sha256};
use std::collections::BTreeSet;
use std::time::Instant;

/// Emulates what is not fresh and stores its records; how many cells that were.
///
/// # Errors
///
/// When something fails that no row can stand for.
pub(super) fn matrix<'w>(
    bench: &mut Workbench<'w>,
    plan: &Plan<'w>,
    stored: &Lanes,
    force: bool,
) -> Result<usize> {
    let mut session = Session::new(bench);
    let stale = session.stale(bench, plan, stored, force)?;
    if stale.is_empty() {
        return Ok(0);
    }
    let Images { mut jobs, without } = session.jobs(bench, &stale)?;
    store_obstacles(bench, stored, Lane::Emulated, &without)?;
    if !force {
        let Split { changed, records, .. } = split(bench, jobs, stored)?;
        eprintln!("{} images are those that are recorded; they are not run again", records.len());
        for record in &records {
            store::merge(
                bench.workspace,
                Lane::Emulated,
                &record.runtime,
                std::slice::from_ref(record),
            )?;
        }
        jobs = changed;
    }
    let emulator = bench.inputs.of_emulator()?;
    emulate(bench, &jobs, stored, emulator)?;
    let native = &bench.baseline()?.0.name;
    let is_filmed =
        |job: &Job<'_>| job.cell.runtime.name == *native && job.cell.workload.name == FLAGSHIP;
    if jobs.iter().any(is_filmed) {
        film(bench, &mut session, &stale)?;
    }
    Ok(stale.len())
}

/// What the display showed: of a workload the frame that stands for it, the
/// same for every config that passes; of a guest that misbehaves, the end.
fn pictures(bench: &Workbench<'_>, job: &Job<'_>, observed: &Observed) -> Result<()> {
    let cell = &job.cell;
    let workload = &cell.workload.name;
    let (name, picture) = if cell.workload.is_timed() {
        let passed = observed.verdict.outcome == Outcome::Pass;
        let Some(picture) = observed.picture.as_ref().filter(|_| passed) else {
            return Ok(());
        };
        (workload.clone(), screens::encode(picture)?)
    } else {
        let name = format!("{}-{}-{workload}", cell.runtime.name, cell.config.name);
        (name, screens::png_rgb(&observed.emulation.screen)?)
    };
    let file = format!("results/img/pybadge-{name}.png");
    store::replace(&bench.workspace.path(&file), &picture)
}

/// The flagship as the display shows it, played with the buttons of its trace;
/// made anew whenever native code on the badge is.
fn film<'w>(
    bench: &mut Workbench<'w>,
    session: &mut Session<'w>,
    stale: &[CellInputs<'w>],
) -> Result<()> {
    let native = bench.baseline()?.0.name.clone();
    let file = bench.workspace.path("results/img/badge.gif");
    let Some(stale) = stale
        .iter()
        .find(|stale| stale.cell.runtime.name == native && stale.cell.workload.name == FLAGSHIP)
    else {
        return Ok(());
    };
    let workload = stale.cell.workload;
    let manner = Manner { passes: Passes::NONE.with(Pass::Play), ..Manner::of(&stale.cell) };
    let Ok(job) = settle(session.job(bench, stale, manner))? else {
        return Ok(());
    };
    let trace = workload.trace.iter().map(|entry| (entry.frame, entry.mask));
    let mut camera = Camera::playing(trace.collect(), workload.frames);
    let bounds = play_bounds(workload.frames);
    emulated::emulate(&job.made.image.uf2, &bounds, &mut camera)?;
    let style = Style { scale: FILM_SCALE, step: FILM_STEP };
    let frames = lcd::frames(&camera.shown).map_err(|foreign| anyhow!("the film: {foreign}"))?;
    store::replace(&file, &gif(&frames, style)?)
}

/// Size and rate of the film: half a megabyte is enough for a page.
const FILM_SCALE: usize = 2;
const FILM_STEP: usize = 3;

fn emulate<'w>(
    bench: &Workbench<'w>,
    jobs: &[Job<'w>],
    stored: &Lanes,
    emulator: Sha256,
) -> Result<()> {
    let native = bench.baseline()?.0.name.as_str();
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
    let progress = Progress::new("emulating", jobs.len());
    let begun = Instant::now();
    let mut seen: Vec<Option<Observed>> = jobs.iter().map(|_| None).collect();
    let mut kept = BTreeSet::new();
    let mut instructions = 0;
    emulate_all(jobs, threads, |index, observed| {
        let cell = &jobs[index].cell;
        let verdict = &observed.verdict;
        let end = observed.emulation.end;
        instructions += end.instructions;
        let line = format!(
            "{:<40} {:<12} {:>7.1} s of badge time  {}",
            cell.name(),
            verdict.outcome.word(),
            end.cycles as f64 / emulated::HZ as f64,
            verdict.detail.as_deref().unwrap_or_default()
        );
        progress.finish_step(line.trim_end());
        seen[index] = Some(observed);
        // A runtime that is complete before native code waits for it.
        let complete = |runtime: &str| {
            let mut of_runtime = jobs.iter().zip(&seen);
            of_runtime.all(|(job, seen)| job.cell.runtime.name != runtime || seen.is_some())
        };
        if !complete(native) {
            return Ok(());
        }
        let names: BTreeSet<&str> = jobs.iter().map(|j| j.cell.runtime.name.as_str()).collect();
        for runtime in names {
            if complete(runtime) && kept.insert(runtime) {
                let records = records(bench, jobs, &seen, stored, runtime)?;
                let records = records
                    .into_iter()
                    .map(|record| Record { emulator: Some(emulator), ..record })
                    .collect::<Vec<_>>();
                store::merge(bench.workspace, Lane::Emulated, runtime, &records)?;
            }
        }
        Ok(())
    })?;
    progress.finish();
    let took = begun.elapsed();
    eprintln!(
        "emulated {instructions} instructions in {}, {:.0} million a second",
        human(took),
        instructions as f64 / took.as_secs_f64() / 1e6
    );
    Ok(())
}

/// The records of a runtime.
fn records(
    bench: &Workbench<'_>,
    jobs: &[Job<'_>],
    seen: &[Option<Observed>],
    stored: &Lanes,
    runtime: &str,
) -> Result<Vec<Record>> {
    let (native, config) = bench.baseline()?;
    let native_record = |workload: &str| -> Option<Record> {
        let new = jobs.iter().zip(seen).find(|(job, _)| {
            let cell = &job.cell;
            cell.runtime.name == native.name
                && cell.config.name == config.name
                && cell.workload.name == workload
        });
        match new {
            Some((job, Some(observed))) => Some(record(&bench.session, job, observed, None)),
            _ => stored.get(Lane::Emulated, &native.name, &config.name, workload).cloned(),
        }
    };
    let mut records = Vec::new();
    for (job, observed) in jobs.iter().zip(seen) {
        if job.cell.runtime.name != runtime {
            continue;
        }
        let observed = observed.as_ref().context("a complete runtime was seen")?;
        pictures(bench, job, observed)?;
        let native = native_record(&job.cell.workload.name);
        records.push(record(&bench.session, job, observed, native.as_ref()));
    }
    Ok(records)
}
