//! `cargo xtask test`: what CI runs.

mod conduct;
mod golden;
mod steps;

use crate::cli::Test;
use crate::commands::report;
use crate::measure::{Repetition, once};
use crate::plan::{Cell, Plan};
use crate::progress::human;
use crate::setup::{self, Install};
use crate::workbench::{Stale, Workbench, as_declared};
use crate::workspace::Workspace;
use anyhow::Result;
use badge_results::catalogue::Cost;
use badge_results::{Outcome, Sha256};
use std::process::ExitCode;
use std::time::Instant;
use steps::Tally;

/// Runs the test suite; ends with a line that sums it up.
///
/// # Errors
///
/// When something is missing that no test can report.
pub fn test(arguments: &Test) -> Result<ExitCode> {
    let begun = Instant::now();
    let workspace = Workspace::open()?;
    let mut plan = Plan::new(&workspace.catalogue, &arguments.filter)?;
    setup::rust(&workspace)?;
    plan.configs.retain(|(runtime, config)| {
        let covered = runtime.build.as_ref().is_some_and(|build| {
            build.cost == Cost::Light || (build.always_tested && config.needs.is_empty())
        });
        covered || arguments.all || !arguments.filter.runtime.is_empty()
    });
    let install = Install::from(arguments.no_install);
    let mut tally = Tally::default();
    let mut bench = Workbench::new(&workspace, install)?;
    if arguments.conduct {
        conduct::conduct(&mut bench, &plan, &mut tally)?;
    } else {
        if arguments.filter.runtime.is_empty() && arguments.filter.workload.is_empty() {
            steps::style(&workspace, &plan, &mut tally)?;
            steps::crates(&workspace, &mut tally)?;
        }
        steps::adapters(&workspace, &plan, install, &mut tally)?;
        steps::packages(&workspace, &plan, install, &mut tally)?;
        cells(&mut bench, &plan, &mut tally)?;
        if arguments.filter.workload.is_empty() {
            conduct::conduct(&mut bench, &plan, &mut tally)?;
        }
        pages(&workspace, &mut tally)?;
    }
    for failure in &tally.failures {
        println!("FAILED {failure}");
    }
    println!("\nwhole suite in {}", human(begun.elapsed()));
    println!("{} passed, {} failed", tally.passed, tally.failures.len());
    Ok(if tally.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Every config on every workload, once: the chain of frame hashes must be the
/// native one, and what `runtime.toml` declares as a known failure must fail
/// in the way it says.
fn cells<'w>(bench: &mut Workbench<'w>, plan: &Plan<'w>, tally: &mut Tally) -> Result<()> {
    bench.modules(&plan.workloads)?;
    let stale: Vec<Stale<'_>> = plan
        .cells()
        .map(|cell| Stale {
            cell,
            inputs: Sha256([0; 32]),
        })
        .collect();
    bench.build(&stale)?;
    for cell in &stale {
        let job = match bench.job(cell, 1)? {
            Ok(job) => job,
            Err(verdict) => {
                let name = cell.cell.name();
                let detail = verdict.detail.clone().unwrap_or_default();
                if verdict.outcome == Outcome::NotRun {
                    println!("skipped  {name}: {detail}");
                } else {
                    declared(&cell.cell, &verdict, tally);
                }
                continue;
            }
        };
        let repetition = once(&job)?;
        declared(&cell.cell, &repetition.verdict, tally);
        cost(&cell.cell, &repetition, tally);
    }
    golden::transcripts(bench, plan, tally)
}

fn declared(cell: &Cell<'_>, verdict: &crate::judge::Verdict, tally: &mut Tally) {
    let name = cell.name();
    if as_declared(cell, verdict) {
        tally.pass(&format!("{name}: {}", verdict.outcome));
        return;
    }
    let detail = verdict.detail.as_deref().unwrap_or_default();
    let declared = cell
        .known_failure(badge_results::Target::Host)
        .map_or_else(String::new, |known| {
            format!("; runtime.toml declares {known}: mend the declaration")
        });
    tally.fail(&format!("{name}: {} {detail}{declared}", verdict.outcome));
}

/// A frame's operators stay within the workload's budget, wherever a config
/// counts them.
fn cost(cell: &Cell<'_>, repetition: &Repetition, tally: &mut Tally) {
    let frames = repetition.transcript.iter().flat_map(|t| &t.frames);
    let fuel: Vec<u64> = frames.filter_map(|frame| frame.fuel).collect();
    let (Some(budget), false) = (cell.workload.max_operators, fuel.is_empty()) else {
        return;
    };
    let mean = fuel.iter().sum::<u64>() / fuel.len() as u64;
    let words = format!(
        "{}: {mean} operators a frame, at most {budget}",
        cell.name()
    );
    if mean <= budget {
        tally.pass(&words);
    } else {
        tally.fail(&words);
    }
}

/// The committed pages are what the committed records give.
fn pages(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    let stale = report::stale(workspace)?;
    if stale.is_empty() {
        tally.pass("generated pages are what the records give");
    }
    for page in stale {
        tally.fail(&format!(
            "{page} is not what the records give: run `cargo xtask report`"
        ));
    }
    Ok(())
}
