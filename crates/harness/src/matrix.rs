//! Everything: sets up, builds, runs, records and renders.

mod badge;

use crate::build::BuildKey;
use crate::cart::matrix as cart;
use crate::conformance;
use crate::difference;
use crate::freshness::stays;
use crate::halt::{Obstacle, settle};
use crate::limits;
use crate::machine;
use crate::measure::{self, Effort, Measurement, unobserved};
use crate::oracle;
use crate::pages;
use crate::plan::{Cell, Filter, Plan};
use crate::process;
use crate::progress::human;
use crate::setup::{self, Install};
use crate::specification;
use crate::store;
use crate::wanted::Wanted;
use crate::workbench::{CellInputs, Workbench};
use crate::workspace::Workspace;
use anyhow::Result;
use badge_catalogue::{Cost, Target};
use badge_records::{Lane, Lanes, Record};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

pub use badge_report::FLAGSHIP;

/// What is to be measured, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which cells.
    pub filter: Filter,
    /// Whether system packages may be installed.
    pub install: Install,
    /// Measure again what is fresh.
    pub force: bool,
    /// Only one part of it.
    pub part: Option<Part>,
    /// How much time the runs of the host lane may take.
    pub budget: Duration,
    /// Note how long it took.
    pub times: bool,
    /// Write the native chains of the workloads to `expected.links`.
    pub renew_links: bool,
}

/// A part of the matrix that may be wanted alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The answers to the conformance cases and to the specification's suite.
    Conformance,
    /// The cartridges of this repository.
    Cartridges,
    /// How far each config goes.
    Limits,
}

/// Sets up, builds, runs, records and renders.
///
/// # Errors
///
/// When something is missing that no row can stand for: the catalogue, the
/// workloads' modules, the native baseline, or a place to write to.
pub fn matrix(options: &Options) -> Result<()> {
    let begun = Instant::now();
    process::advise("run the same command again to go on; finished cells are kept");
    let workspace = Workspace::open()?;
    let (plan, badge_plan) = Plan::on(&workspace.catalogue, &options.filter, Target::ALL)?;
    setup::rust(&workspace)?;
    store::sweep(&workspace)?;
    let mut bench = Workbench::new(&workspace, options.install)?;
    // How far it goes is asked of the default config of each, unless one is named.
    let is_unnamed = options.filter.runtime.is_empty();
    let wanted = |missing| Wanted { fresh: options.force, missing };
    if let Some(part) = options.part {
        let done = match part {
            Part::Conformance => {
                let asked = conformance::renew(&mut bench, &plan, options.force)?;
                let suites = specification::renew(&mut bench, &plan, wanted(true))?;
                format!("{asked} cases and {suites} suites of the specification asked")
            }
            Part::Cartridges => {
                let cells = cart::renew(&mut bench, &plan, &badge_plan, options.force)?;
                format!("{cells} cells of cartridges played")
            }
            Part::Limits => {
                let configs = limits::renew(&mut bench, &plan, is_unnamed, wanted(true))?;
                format!("the limits of {configs} configs were looked for")
            }
        };
        let count = pages::write(&workspace)?;
        eprintln!("{done}; results/: {count} generated files");
        return Ok(());
    }
    bench.modules(&plan.workloads)?;
    if options.renew_links {
        oracle::renew_links(&mut bench, &plan.workloads)?;
    }
    let stored = store::lanes(&workspace)?;
    let stale = bench.stale(&plan, &stored, options.force)?;
    if !stale.is_empty() {
        on_host(&mut bench, &stale, &stored, &Effort::within(options.budget))?;
    }
    let emulated = badge::matrix(&mut bench, &badge_plan, &stored, options.force)?;
    let whole = options.filter.workload.is_empty();
    let mut asked = 0;
    if whole {
        asked += conformance::renew(&mut bench, &plan, options.force)?;
        asked += specification::renew(&mut bench, &plan, wanted(false))?;
        asked += cart::renew(&mut bench, &plan, &badge_plan, options.force)?;
        asked += limits::renew(&mut bench, &plan, is_unnamed, wanted(false))?;
    }
    if stale.is_empty() && emulated == 0 && asked == 0 {
        eprintln!("every cell is fresh");
    }
    oracle::pictures(&mut bench, &plan.workloads)?;
    if options.filter.runtime.is_empty() && options.filter.workload.is_empty() {
        store::prune(&workspace, Lane::Host)?;
        store::prune(&workspace, Lane::Emulated)?;
    }
    if let Some(what) = options.times.then(|| what_was_done(options, &stale, emulated)) {
        store::note_time(&workspace, &what, bench.took(begun, &plan, &badge_plan))?;
    }
    let count = pages::write(&workspace)?;
    say_what_changed(&workspace)?;
    for cell in pages::against_sense(&workspace)? {
        eprintln!("{cell}");
    }
    eprintln!("results/: {count} generated files; {} in all", human(begun.elapsed()));
    Ok(())
}

/// Changes that stand in lines of their own at the end.
const CHANGES: usize = 20;

/// Says what differs from what is committed, beyond the intervals.
fn say_what_changed(workspace: &Workspace) -> Result<()> {
    let Ok(committed) = store::lanes_of_commit(workspace, "HEAD") else {
        eprintln!("the committed records cannot be read; nothing is compared");
        return Ok(());
    };
    let mut lines = difference::lines(&committed, &store::lanes(workspace)?);
    let sum = lines.pop().unwrap_or_default();
    let more = lines.len().saturating_sub(CHANGES);
    for line in lines.iter().take(CHANGES) {
        eprintln!("{line}");
    }
    if more > 0 {
        eprintln!("{more} more: `cargo xtask diff` lists all");
    }
    eprintln!("against the committed records: {sum}");
    Ok(())
}

/// A command in the words of a page.
fn what_was_done(options: &Options, stale: &[CellInputs<'_>], emulated: usize) -> String {
    let Filter { runtime, workload, target } = &options.filter;
    let named = |flag: &str, names: &[String]| -> String {
        names.iter().map(|name| format!(" {flag} {name}")).collect()
    };
    let target: Vec<String> = target.iter().cloned().collect();
    let filter = [named("-r", runtime), named("-w", workload), named("-t", &target)].concat();
    let extent = match (options.force, stale.is_empty() && emulated == 0) {
        (true, _) => ", everything anew",
        (false, true) => ", nothing changed",
        (false, false) => "",
    };
    format!("`cargo xtask matrix{filter}`{extent}")
}

/// What the build of a runner takes on two processors, by its cost.
const LIGHT_BUILD: Duration = Duration::from_secs(5);
const HEAVY_BUILD: Duration = Duration::from_secs(150);

/// Says how much there is to do on the host, and about how long that takes.
fn say_what_is_ahead(stale: &[CellInputs<'_>], effort: &Effort) {
    let builds: BTreeMap<_, Duration> = stale
        .iter()
        .filter_map(|CellInputs { cell, .. }| {
            let takes = match cell.runtime.build.as_ref()?.cost {
                Cost::Light => LIGHT_BUILD,
                Cost::Heavy => HEAVY_BUILD,
            };
            Some((BuildKey::of(cell.runtime, cell.config), takes))
        })
        .collect();
    eprintln!(
        "{} cells are measured on the host; {} runners, of which those that are not built yet take \
         about {}, then at most {} or five pairs of each cell",
        stale.len(),
        builds.len(),
        human(builds.values().sum()),
        human(effort.budget)
    );
}

/// Measures cells of the host lane and stores their records.
fn on_host<'w>(
    bench: &mut Workbench<'w>,
    stale: &[CellInputs<'w>],
    stored: &Lanes,
    effort: &Effort,
) -> Result<()> {
    say_what_is_ahead(stale, effort);
    bench.build(stale)?;
    let mut cells = Vec::new();
    let mut without = Vec::new();
    for stale in stale {
        match settle(bench.job(stale))? {
            Ok(job) => {
                let timed = job.cell.workload.is_timed();
                let native = timed.then(|| bench.native_job(job.cell.workload)).transpose()?;
                cells.push(Measurement::new(job, native));
            }
            Err(obstacle) => without.push((*stale, obstacle)),
        }
    }
    store_obstacles(bench, stored, Lane::Host, &without)?;
    if cells.is_empty() {
        return Ok(());
    }
    let machine = machine::describe();
    if machine.cores < 2 {
        eprintln!(
            "one processor: engines that compile in a thread of their own wait for the guest"
        );
    }
    store::machine(bench.workspace, machine)?;
    let (workspace, session) = (bench.workspace, bench.session.clone());
    measure::measure(cells, effort, bench.seed, |complete| {
        let mut records: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
        for cell in &complete {
            records.entry(&cell.job.cell.runtime.name).or_default().push(session.record(cell));
        }
        for (runtime, records) in records {
            store::merge(workspace, Lane::Host, runtime, &records)?;
        }
        Ok(())
    })
}

/// Stores the rows of cells that could not be tried, except where a machine that
/// was better equipped observed them.
fn store_obstacles(
    bench: &Workbench<'_>,
    stored: &Lanes,
    lane: Lane,
    without: &[(CellInputs<'_>, Obstacle)],
) -> Result<()> {
    let mut records: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
    for (CellInputs { cell, inputs }, obstacle) in without {
        let Cell { runtime, config, workload } = cell;
        let outcome = obstacle.verdict.outcome;
        let old = stored.get(lane, &runtime.name, &config.name, &workload.name);
        if stays(old, outcome) {
            let detail = obstacle.detail();
            eprintln!("{}: {outcome} {detail}; the stored record stays", cell.name());
            continue;
        }
        let record = unobserved(&bench.session, cell, lane.target(), *inputs, obstacle);
        records.entry(&runtime.name).or_default().push(record);
    }
    for (runtime, records) in records {
        store::merge(bench.workspace, lane, runtime, &records)?;
    }
    Ok(())
}
