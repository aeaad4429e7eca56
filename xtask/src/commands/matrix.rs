//! `cargo xtask matrix`: everything.

mod badge;

use crate::cli::Matrix;
use crate::commands::report;
use crate::conformance;
use crate::freshness::stays;
use crate::judge::Verdict;
use crate::machine;
use crate::measure::{Job, rounds, unobserved};
use crate::oracle;
use crate::plan::{Cell, Plan};
use crate::process;
use crate::progress::human;
use crate::setup::{self, Install};
use crate::store;
use crate::workbench::{Stale, Workbench};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use badge_catalogue::Target;
use badge_records::{Lane, Lanes, Record, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::time::Instant;

/// Sets up, builds, runs, records and renders.
///
/// # Errors
///
/// When something is missing that no row can stand for: the catalogue, the
/// workloads' modules, the native baseline, or a place to write to.
pub fn matrix(arguments: &Matrix) -> Result<ExitCode> {
    let begun = Instant::now();
    process::advise("run the same command again to go on; finished cells are kept");
    let workspace = Workspace::open()?;
    let (plan, badge_plan) = Plan::on(&workspace.catalogue, &arguments.filter, Target::ALL)?;
    setup::rust(&workspace)?;
    store::sweep(&workspace)?;
    let install = Install::from(arguments.no_install);
    let mut bench = Workbench::new(&workspace, install)?;
    if arguments.conformance {
        let asked = conformance::renew(&mut bench, &plan, arguments.force)?;
        let count = report::write(&workspace)?;
        eprintln!("{asked} cases asked; results/: {count} generated files");
        return Ok(ExitCode::SUCCESS);
    }
    bench.modules(&plan.workloads)?;
    if arguments.renew_links {
        oracle::renew_links(&mut bench, &plan.workloads)?;
    }
    let stored = store::lanes(&workspace)?;
    let stale = bench.stale(&plan, &stored, arguments.force)?;
    if !stale.is_empty() {
        measure(&mut bench, &stale, &stored, arguments.repetitions)?;
    }
    let emulated = badge::matrix(&mut bench, &badge_plan, &stored, arguments.force)?;
    let asked = if arguments.filter.workload.is_empty() {
        conformance::renew(&mut bench, &plan, arguments.force)?
    } else {
        0
    };
    if stale.is_empty() && emulated == 0 && asked == 0 {
        eprintln!("every cell is fresh");
    }
    oracle::pictures(&mut bench, &plan.workloads)?;
    if arguments.filter.runtime.is_empty() && arguments.filter.workload.is_empty() {
        store::prune(&workspace, Lane::Host)?;
        store::prune(&workspace, Lane::Emulated)?;
    }
    let count = report::write(&workspace)?;
    eprintln!("results/: {count} generated files; {} in all", human(begun.elapsed()));
    Ok(ExitCode::SUCCESS)
}

/// Measures cells and stores their records.
fn measure<'w>(
    bench: &mut Workbench<'w>,
    stale: &[Stale<'w>],
    stored: &Lanes,
    repetitions: u32,
) -> Result<()> {
    bench.build(stale)?;
    let mut jobs = Vec::new();
    let mut unobserved_records: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for stale in stale {
        match bench.job(stale, repetitions)? {
            Ok(job) => jobs.push(job),
            Err(verdict) => {
                let cell = &stale.cell;
                if stays(stored_record(stored, Lane::Host, cell), verdict.outcome) {
                    say_stays(cell, &verdict);
                    continue;
                }
                let record = unobserved(&bench.session, cell, Target::Host, stale.inputs, &verdict);
                unobserved_records.entry(cell.runtime.name.clone()).or_default().push(record);
            }
        }
    }
    for (runtime, records) in &unobserved_records {
        store::merge(bench.workspace, Lane::Host, runtime, records)?;
    }
    if jobs.is_empty() {
        return Ok(());
    }
    store::machine(bench.workspace, machine::describe())?;
    add_baselines(bench, &mut jobs, repetitions)?;
    let native = bench.baseline()?.0.name.clone();
    let (workspace, session) = (bench.workspace, bench.session.clone());
    let mut waiting: BTreeSet<String> = BTreeSet::new();
    rounds(&mut jobs, bench.seed, |jobs, runtime| {
        // Ratios need the baseline: a runtime that is complete before it
        // waits.
        waiting.insert(runtime.to_owned());
        let baselines = jobs.iter().filter(|job| job.cell.runtime.name == native);
        if !baselines.clone().all(|j| j.seen.len() == j.repetitions as usize) {
            return Ok(());
        }
        for runtime in std::mem::take(&mut waiting) {
            let records: Vec<Record> = jobs
                .iter()
                .filter(|job| job.cell.runtime.name == runtime && job.recorded)
                .map(|job| {
                    let native = baselines
                        .clone()
                        .find(|native| native.cell.workload.name == job.cell.workload.name);
                    session.record(job, native)
                })
                .collect();
            store::merge(workspace, Lane::Host, &runtime, &records)?;
        }
        Ok(())
    })
}

/// What is stored of a cell.
fn stored_record<'s>(stored: &'s Lanes, lane: Lane, cell: &Cell<'_>) -> Option<&'s Record> {
    stored.get(lane, &cell.runtime.name, &cell.config.name, &cell.workload.name)
}

/// Says why a stored record stays.
fn say_stays(cell: &Cell<'_>, verdict: &Verdict) {
    let detail = verdict.detail.as_deref().unwrap_or_default();
    eprintln!("{}: {} {detail}; the stored record stays", cell.name(), verdict.outcome);
}

/// Native jobs for every timed workload that is touched.
fn add_baselines<'w>(
    bench: &mut Workbench<'w>,
    jobs: &mut Vec<Job<'w>>,
    repetitions: u32,
) -> Result<()> {
    let touched: BTreeSet<&str> = jobs
        .iter()
        .filter(|job| job.cell.workload.is_timed())
        .map(|job| job.cell.workload.name.as_str())
        .collect();
    let mut added = Vec::new();
    for name in touched {
        let workload = bench
            .workspace
            .catalogue
            .workload(name)
            .context("a job's workload is in the catalogue")?;
        let cell = bench.native(workload)?;
        let present = jobs.iter().any(|job| {
            job.cell.runtime.name == cell.runtime.name && job.cell.workload.name == name
        });
        if present {
            continue;
        }
        let stale = Stale { cell, inputs: Sha256([0; 32]) };
        match bench.job(&stale, repetitions)? {
            Ok(job) => added.push(Job { recorded: false, ..job }),
            Err(verdict) => {
                bail!("the native baseline cannot be made: {}", verdict.detail.unwrap_or_default())
            }
        }
    }
    jobs.append(&mut added);
    let native = &bench.baseline()?.0.name;
    for job in jobs {
        if job.cell.runtime.name == *native {
            job.serve_as_baseline();
        }
    }
    Ok(())
}
