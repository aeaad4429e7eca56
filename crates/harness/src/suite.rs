//! The test suite: what CI runs.

mod badge;
mod cells;
mod conformance;
mod extent;
mod golden;
mod lints;
mod passed;
mod specification;
mod steps;
mod trials;

use crate::pages as generated;
use crate::plan::{Filter, Plan};
use crate::progress::human;
use crate::setup::{self, Install};
use crate::store;
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use anyhow::Result;
use badge_catalogue::{Config, Cost, RuntimeEntry, Target};
use extent::Extent;
use passed::Passed;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use steps::Tally;

/// What is to be tested.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which runtimes, workloads and targets; the whole suite if none is named.
    pub filter: Filter,
    /// Whether system packages may be installed.
    pub install: Install,
    /// The costly runtimes too.
    pub all: bool,
    /// A part alone.
    pub part: Option<Part>,
    /// Of the trials only those whose name contains this.
    pub name: Option<String>,
    /// Let no runtime rest, and note what those that passed depend on.
    pub renew: bool,
    /// Note how long it took.
    pub times: bool,
}

/// A part of the suite that can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The conformance cases.
    Conformance,
    /// Cells and golden transcripts of the host.
    Cells,
}

/// Runs the test suite, which ends with a line that sums it up; whether it passed.
///
/// # Errors
///
/// When something is missing that no test can report.
pub fn test(options: &Options) -> Result<bool> {
    let begun = Instant::now();
    // Trials outlive every scope: they run in threads of their own.
    let workspace: &'static Workspace = Box::leak(Box::new(Workspace::open()?));
    let (mut plan, mut badge_plan) = Plan::on(&workspace.catalogue, &options.filter, Target::ALL)?;
    setup::rust(workspace)?;
    let covered = |runtime: &RuntimeEntry, config: &Config| {
        let covered = runtime.build.as_ref().is_some_and(|build| {
            build.cost == Cost::Light || (build.always_tested && config.needs.is_empty())
        });
        covered || options.all || !options.filter.runtime.is_empty()
    };
    plan.configs.retain(|(runtime, config)| covered(runtime, config));
    badge_plan.configs.retain(|(runtime, config)| covered(runtime, config));
    let name_filter = options.name.as_deref();
    let mut tally = Tally::default();
    let mut bench = Workbench::new(workspace, options.install)?;
    let tools = Arc::clone(&bench.tools);
    // Before anything else: tests of the crates use some of these tools too.
    let host = plan.configs.iter().map(|(runtime, config)| runtime.needs(config));
    let badge = badge_plan.configs.iter();
    let badge = badge.map(|(runtime, config)| runtime.needs_on(config, Target::Pybadge));
    let filter = &options.filter;
    let whole = filter.runtime.is_empty() && filter.workload.is_empty();
    let mut needs: BTreeSet<String> = host.chain(badge).flatten().collect();
    if whole && filter.target.is_none() {
        needs.extend(["chromium", "xvfb"].map(str::to_owned));
    }
    for line in tools.missing(&needs) {
        println!("missing  {line}");
    }
    let mut times = Times::default();
    let passed = Passed::read(workspace)?;
    let mut resting = BTreeSet::new();
    let extent = if options.all || !options.filter.runtime.is_empty() {
        Extent::Everything
    } else {
        Extent::Changed
    };
    if options.part == Some(Part::Conformance) {
        conformance::run(&mut bench, &plan, extent, name_filter, &mut tally)?;
        specification::run(&mut bench, &plan, extent, name_filter, &mut tally)?;
    } else if options.part == Some(Part::Cells) {
        cells::run(&mut bench, &plan, name_filter, &mut tally)?;
    } else {
        if whole && filter.target.is_none() {
            if extent == Extent::Changed && !options.renew {
                let (native, _) = bench.baseline()?;
                let commit = bench.session.commit.clone();
                resting = passed.resting(&plan, native, &mut bench.inputs, commit.as_deref())?;
                for runtime in &resting {
                    println!("rests    {runtime}, unchanged since it passed");
                }
            }
            lints::host(workspace, &plan, &resting, &mut tally)?;
            lints::bare(workspace, &mut tally)?;
            lints::firmware(workspace, &badge_plan, &resting, &tools, &mut tally)?;
            times.end("style");
            plan.configs.retain(|(runtime, _)| !resting.contains(runtime.name.as_str()));
        }
        if !plan.configs.is_empty() {
            // Runners with linked guests are built with these.
            bench.modules(&plan.workloads)?;
            steps::beside_cargo(&mut bench, &plan, &mut tally)?;
            times.end("adapters");
        }
        // Behind the adapters: what these tests need of runners is built by then, on all
        // processors, and not by one test after the other.
        if whole && filter.target.is_none() {
            steps::crates(workspace, &mut tally)?;
            times.end("crates");
        }
        if !plan.configs.is_empty() {
            cells::run(&mut bench, &plan, name_filter, &mut tally)?;
            times.end("cells");
            if filter.workload.is_empty() {
                conformance::run(&mut bench, &plan, extent, name_filter, &mut tally)?;
                times.end("conformance");
                specification::run(&mut bench, &plan, extent, name_filter, &mut tally)?;
                times.end("specification");
            }
        }
        if !badge_plan.configs.is_empty() {
            let extent = if whole { extent } else { Extent::Everything };
            badge::run(&mut bench, &badge_plan, extent, &mut tally)?;
            times.end("badge");
        }
        pages(workspace, &mut tally)?;
    }
    if options.renew && whole && filter.target.is_none() && options.part.is_none() {
        passed.note(workspace, &plan, &mut bench.inputs, &tally.failures)?;
    }
    if options.times && tally.failures.is_empty() {
        let took = bench.took(begun, &plan, &badge_plan);
        store::note_time(workspace, "`cargo xtask test`", took)?;
    }
    for failure in &tally.failures {
        println!("FAILED {failure}");
    }
    println!("\n{times}whole suite in {}", human(begun.elapsed()));
    let (failed, skipped) = (tally.failures.len(), tally.skipped);
    if !resting.is_empty() {
        println!("{} runtimes rest, unchanged since they passed", resting.len());
    }
    println!("{tools}\n{} passed, {failed} failed, {skipped} skipped", tally.passed);
    Ok(tally.failures.is_empty())
}

/// What the parts of the suite took.
#[derive(Debug)]
struct Times {
    begun: Instant,
    parts: Vec<(&'static str, Duration)>,
}

impl Default for Times {
    fn default() -> Self {
        Self { begun: Instant::now(), parts: Vec::new() }
    }
}

impl Times {
    /// A part ends, and the next one begins.
    fn end(&mut self, part: &'static str) {
        self.parts.push((part, self.begun.elapsed()));
        self.begun = Instant::now();
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (part, took) in &self.parts {
            writeln!(f, "{part:<13} {}", human(*took))?;
        }
        Ok(())
    }
}

/// The committed pages are what the committed records give.
fn pages(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    if generated::catch_up(workspace)? {
        eprintln!("pages of a run that ended early are written");
    }
    let stale = generated::stale(workspace)?;
    if stale.is_empty() {
        tally.pass("generated pages are what the records give");
    }
    for page in stale {
        tally.fail(&format!("{page} is not what the records give: run `cargo xtask report`"));
    }
    let mut wrong = generated::against_sense(workspace)?;
    wrong.extend(generated::refuted_observations(workspace)?);
    for fault in &wrong {
        tally.fail(fault);
    }
    if wrong.is_empty() {
        tally.pass("numbers and sentences that the records bear out");
    }
    Ok(())
}
