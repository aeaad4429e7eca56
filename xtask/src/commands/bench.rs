//! `cargo xtask bench`: Criterion per phase, and the pair benchmark, on the
//! host and on the emulated badge.

mod badge;

use crate::cli::Bench;
use anyhow::{Context, Result};
use badge_catalogue::{BuildKind, Target};
use badge_harness::cargo::cargo;
use badge_harness::measure::{experiment, named};
use badge_harness::plan::Plan;
use badge_harness::process;
use badge_harness::setup::{self, Install};
use badge_harness::usage::Usage;
use badge_harness::workbench::Workbench;
use badge_harness::workspace::Workspace;
use badge_records::statistics::GEOMETRIC_MEAN_WORKLOADS;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{ExitCode, Stdio};

/// Runs the benches of every adapter that has some.
///
/// # Errors
///
/// When a module does not build or cargo cannot be run.
pub(crate) fn bench(arguments: &Bench) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    let (plan, badge_plan) =
        Plan::on(&workspace.catalogue, &(&arguments.filter).into(), Target::ALL)?;
    if arguments.repeatability {
        return repeatability(&workspace, plan, arguments.repetitions as usize);
    }
    let packages = packages(&workspace, &plan);
    if packages.is_empty() && !badge::has_pairs(&badge_plan) {
        return Err(Usage::new("none of these runtimes has benches").into());
    }
    setup::rust(&workspace)?;
    let mut bench = Workbench::new(&workspace, Install::Forbidden)?;
    let mut code = ExitCode::SUCCESS;
    if !packages.is_empty() {
        bench.modules(&plan.workloads)?;
        code = on_host(&workspace, &packages)?;
    }
    if badge::has_pairs(&badge_plan) {
        let on_badge = badge::run(&mut bench, &badge_plan)?;
        if on_badge != ExitCode::SUCCESS {
            code = on_badge;
        }
    }
    Ok(code)
}

/// The workloads of the experiment, where none is named.
const EXPERIMENT: usize = 4;

/// Prints how far two halves of the same runs lie apart, by estimator.
fn repeatability<'w>(
    workspace: &'w Workspace,
    mut plan: Plan<'w>,
    repetitions: usize,
) -> Result<ExitCode> {
    plan.workloads.retain(|workload| workload.is_timed());
    if plan.workloads.len() == workspace.catalogue.timed().count() {
        let named = |name| workspace.catalogue.workload(name);
        plan.workloads =
            GEOMETRIC_MEAN_WORKLOADS.into_iter().filter_map(named).take(EXPERIMENT).collect();
    }
    let spreads = experiment(workspace, &plan, repetitions)?;
    let percent = |share: f64| format!("{:.1}", share * 100.0);
    println!(
        "| estimator | order of runs | repetitions in each half | median difference, % | p90, % | largest, % |"
    );
    println!("|---|---|---:|---:|---:|---:|");
    for spread in spreads {
        let (estimator, order) = named(&spread);
        let (median, p90) = (percent(spread.median), percent(spread.p90));
        println!(
            "| {estimator} | {order} | {} | {median} | {p90} | {} |",
            spread.each_half,
            percent(spread.largest)
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Packages with benches and where they lie.
fn packages<'w>(workspace: &'w Workspace, plan: &Plan<'w>) -> BTreeSet<(&'w Path, &'w str)> {
    let mut packages = BTreeSet::new();
    for (runtime, _) in &plan.configs {
        let dir = workspace.runtime_dir(runtime);
        let package = runtime
            .build
            .as_ref()
            .filter(|build| build.kind == BuildKind::Cargo)
            .and_then(|build| build.package.as_deref());
        if let Some(package) = package
            && dir.join("benches").is_dir()
        {
            packages.insert((dir, package));
        }
    }
    packages
}

/// The benches of packages, on the modules of the workloads, which they find
/// through `BADGE_MODULES`.
fn on_host(workspace: &Workspace, packages: &BTreeSet<(&Path, &str)>) -> Result<ExitCode> {
    let mut good = true;
    for &(dir, package) in packages {
        let mut bench = cargo();
        bench
            .current_dir(dir)
            .args(["bench", "--locked", "--package", package])
            .args(["--features", "bench"])
            .env("BADGE_MODULES", workspace.scratch().join("modules"));
        let status = process::status(&mut bench, Stdio::inherit()).context("cannot run cargo")?;
        good &= status.success();
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
