//! The badge's part: every config on every workload on the emulated badge, where
//! its image changed since it was recorded, and a sample of the others; the same
//! twice; images that are the same from two directories; what they say and
//! show, compared with golden files; and what the seam costs.

use super::extent::{Extent, Sample};
use super::golden::{RENEW, compare, masked};
use super::steps::Tally;
use super::trials::{declared, without};
use crate::copy::copy_sources;
use crate::halt::settle;
use crate::judge::Verdict;
use crate::parallel::processors;
use crate::plan::{Cell, Plan};
use crate::progress::Progress;
use crate::pybadge::emulated::{
    self, Images, Job, Observed, PAIR_BOUND, PAIR_WORKLOAD, Session, Split, emulate_all, once,
    pair, split,
};
use crate::pybadge::image::Firmwares;
use crate::pybadge::request::Manner;
use crate::screens;
use crate::store;
use crate::workbench::{CellInputs, Workbench};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_catalogue::{Config, Links, ModuleRoute, Outcome, RuntimeEntry, Target};
use badge_records::{Lane, Record};
use std::collections::BTreeSet;
use std::fs;

/// Where the golden files lie: among the tests, for what is compared with an image
/// makes no record of it stale.
const GOLDEN: &str = "crates/runner-pybadge/tests/golden";

/// The workload whose transcripts and final screen are golden, and its frames.
const SPOKEN: (&str, u32) = ("noop", 3);

/// Height of the line at the bottom that has the image id, in pixels.
const ID_LINE: usize = 20;

/// The workload whose failure screen is golden.
const FAILING: &str = "bad-pointer";

pub(super) fn run<'w>(
    bench: &mut Workbench<'w>,
    plan: &Plan<'w>,
    extent: Extent,
    tally: &mut Tally,
) -> Result<()> {
    let workspace = bench.workspace;
    bench.modules(&plan.workloads)?;
    let stored = store::lanes(workspace)?;
    let sample = Sample::of(&plan.configs, bench.session.commit.as_deref(), extent, SAMPLE);
    let (mut cells, mut tried) = (Vec::new(), BTreeSet::new());
    for cell in plan.cells() {
        let inputs = emulated::inputs(bench, &cell)?;
        let Cell { runtime, config, workload } = cell;
        let record = stored.get(Lane::Emulated, &runtime.name, &config.name, &workload.name);
        match record.filter(|record| record.inputs == Some(inputs)) {
            Some(record) if !sample.contains(&cell.config_name()) => {
                recorded(&cell, record, bench.links.get(&workload.name), tally);
            }
            _ => {
                tried.insert(cell.config_name());
                cells.push(CellInputs { cell, inputs: Some(inputs) });
            }
        }
    }
    let name = |of: &(&RuntimeEntry, &Config)| format!("{}/{}", of.0.name, of.1.name);
    let plan = Plan {
        configs: plan.configs.iter().copied().filter(|of| tried.contains(&name(of))).collect(),
        workloads: plan.workloads.clone(),
    };
    if extent == Extent::Everything || tried.iter().any(|name| !sample.contains(name)) {
        reproducible(workspace, tally)?;
    }
    let mut session = Session::new(bench);
    let Images { jobs, without } = session.jobs(bench, &cells)?;
    let (sampled, others): (Vec<_>, Vec<_>) =
        jobs.into_iter().partition(|job| sample.contains(&job.cell.config_name()));
    let Split { changed, unchanged, records } = split(bench, others, &stored)?;
    for (job, record) in unchanged.iter().zip(&records) {
        recorded(&job.cell, record, job.links.as_ref(), tally);
    }
    let jobs: Vec<Job<'w>> = sampled.into_iter().chain(changed).collect();
    for (stale, no) in &without {
        let verdict = &no.verdict;
        of_cell(&stale.cell, verdict, tally);
    }
    let seen = emulate(&jobs)?;
    for (job, observed) in jobs.iter().zip(&seen) {
        of_cell(&job.cell, &observed.verdict, tally);
        if job.cell.workload.name == FAILING {
            let name = job.cell.config_name().replace('/', "-");
            golden_screen(workspace, &format!("{name}-{FAILING}"), observed, tally)?;
        }
    }
    twice(&jobs, &seen, tally)?;
    spoken(bench, &mut session, &plan, tally)?;
    pairs(bench, &mut session, &plan, tally)
}

/// Configs that run although nothing changed.
const SAMPLE: usize = 2;

/// What is recorded of a cell whose inputs are unchanged is still what
/// `runtime.toml` declares, and its chain still ends as the native one.
fn recorded(cell: &Cell<'_>, record: &Record, links: Option<&Links>, tally: &mut Tally) {
    let passed = record.outcome == Outcome::Pass;
    let end = record.frames.filter(|_| passed && cell.workload.is_timed());
    let expected = end.and_then(|frames| links?.chain.get(frames as usize));
    if end.is_some() && expected != record.hash.as_ref() {
        let what = format!("{} on the badge, as recorded", cell.name());
        tally
            .fail(&format!("{what}: the chain ends with {:?}, expected {expected:?}", record.hash));
        return;
    }
    let verdict = Verdict { outcome: record.outcome, detail: record.detail.clone() };
    of_cell(cell, &verdict, tally);
}

fn emulate(jobs: &[Job<'_>]) -> Result<Vec<Observed>> {
    let progress = Progress::new("badge", jobs.len());
    let mut seen: Vec<Option<Observed>> = jobs.iter().map(|_| None).collect();
    emulate_all(jobs, processors(), |index, observed| {
        progress.begin(&jobs[index].cell.name());
        progress.finish_quietly();
        seen[index] = Some(observed);
        Ok(())
    })?;
    progress.finish();
    let all: Option<Vec<Observed>> = seen.into_iter().collect();
    all.context("a cell was not emulated")
}

/// Two runs of an image give the same instructions, cycles, bytes and pixels:
/// for each config on the workload that ends soonest.
fn twice(jobs: &[Job<'_>], seen: &[Observed], tally: &mut Tally) -> Result<()> {
    let mut tried = BTreeSet::new();
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    order.sort_by_key(|&index| seen[index].emulation.end.instructions);
    for index in order {
        let (job, first) = (&jobs[index], &seen[index].emulation);
        if !job.cell.workload.is_timed() || !tried.insert(job.cell.config_name()) {
            continue;
        }
        let again = once(job)?.emulation;
        let name = format!("{} on the badge, twice", job.cell.name());
        let same = again.end == first.end
            && again.runs == first.runs
            && again.bytes == first.bytes
            && again.screen == first.screen
            && again.leds == first.leds;
        if same {
            tally.pass(&name);
        } else {
            let (a, b) = (first.end, again.end);
            tally.fail(&format!("{name}: first {a:?}, then {b:?}"));
        }
    }
    Ok(())
}

/// What the seam costs in exact instructions is within its bound.
fn pairs<'w>(
    bench: &mut Workbench<'w>,
    session: &mut Session<'w>,
    plan: &Plan<'w>,
    tally: &mut Tally,
) -> Result<()> {
    let Some(&workload) = plan.workloads.iter().find(|w| w.name == PAIR_WORKLOAD) else {
        return Ok(());
    };
    for &(runtime, config) in &plan.configs {
        let cell = Cell { runtime, config, workload };
        let what = format!("pair of {} on the badge", cell.config_name());
        match settle(pair(bench, session, cell))? {
            Ok(Some(pair)) if pair.missed() => tally.fail(&format!(
                "{what}: the adapter takes {:.4} times the instructions, the bound is {PAIR_BOUND}",
                pair.ratio()
            )),
            Ok(Some(pair)) => tally.pass(&format!("{what}: {:.4}", pair.ratio())),
            Err(no) => tally.ending(&what, without(&no.verdict)),
            Ok(None) => (),
        }
    }
    Ok(())
}

/// What images say over the serial line, and show when they have finished.
fn spoken<'w>(
    bench: &mut Workbench<'w>,
    session: &mut Session<'w>,
    plan: &Plan<'w>,
    tally: &mut Tally,
) -> Result<()> {
    let (name, frames) = SPOKEN;
    let workload = bench
        .workspace
        .catalogue
        .workload(name)
        .with_context(|| format!("the golden transcripts need workload {name}"))?;
    bench.modules(&[workload])?;
    let path = bench.workspace.path(GOLDEN).join("serial.jsonl");
    let mut renew = std::env::var_os(RENEW).is_some();
    for &(runtime, config) in &plan.configs {
        let cell = Cell { runtime, config, workload };
        if cell.known_failure(Target::Pybadge).is_some() {
            continue;
        }
        let manner = Manner { frames, show_frames: frames, ..Manner::of(&cell) };
        let job = match settle(session.job(bench, &CellInputs::none(cell), manner))? {
            Ok(job) => job,
            Err(no) => {
                let what = format!("golden transcripts of {} on the badge", cell.config_name());
                tally.ending(&what, without(&no.verdict));
                continue;
            }
        };
        let observed = once(&job)?;
        let lines: Vec<Vec<u8>> = observed
            .emulation
            .bytes
            .split(|&byte| byte == b'\n')
            .map(|line| line.strip_suffix(b"\r").unwrap_or(line).to_vec())
            .filter(|line| line.starts_with(b"{"))
            .collect();
        let said = masked(&lines)?;
        let linked = config.module == ModuleRoute::Link;
        if renew && !linked {
            renew = false;
            store::replace(&path, said.as_bytes())?;
        }
        let golden = fs::read_to_string(&path).unwrap_or_default();
        let what = format!("golden serial.jsonl of {} on the badge", cell.config_name());
        tally.ending(&what, compare(&said, &golden, linked));
        let name = cell.config_name().replace('/', "-");
        golden_screen(bench.workspace, &format!("{name}-menu"), &observed, tally)?;
    }
    Ok(())
}

/// Counts a cell as passed if its outcome is what `runtime.toml` declares.
fn of_cell(cell: &Cell<'_>, verdict: &Verdict, tally: &mut Tally) {
    let name = format!("{} on the badge", cell.name());
    tally.ending(&name, declared(cell, Target::Pybadge, verdict));
}

fn golden_screen(
    workspace: &Workspace,
    name: &str,
    observed: &Observed,
    tally: &mut Tally,
) -> Result<()> {
    let path = workspace.path(GOLDEN).join(format!("{name}.png"));
    let mut screen = observed.emulation.screen.clone();
    // The lowest line carries the image id, which every change of a source
    // changes.
    let kept = 3 * screen.width * (screen.height - ID_LINE);
    screen.rgb[kept..].fill(0);
    let shown = screens::png_rgb(&screen)?;
    if std::env::var_os(RENEW).is_some() {
        store::replace(&path, &shown)?;
    }
    if fs::read(&path).is_ok_and(|golden| golden == shown) {
        tally.pass(&format!("golden screen {name}"));
        return Ok(());
    }
    let seen = workspace.scratch().join("screens").join(format!("{name}.png"));
    store::replace(&seen, &shown)?;
    tally.fail(&format!(
        "golden screen {name}: {} is not what {GOLDEN} has; {RENEW}=1 renews it",
        seen.display()
    ));
    Ok(())
}

/// Builds the baseline's firmware here and in a copy of the sources elsewhere:
/// no directory may show in an image.
fn reproducible(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    let what = "the same image from two directories";
    let (runtime, config) = crate::plan::baseline(&workspace.catalogue)
        .context("there is no native baseline below runtimes/rust")?;
    if !config.targets.contains(&Target::Pybadge) {
        tally.skip(what, "native code has no firmware");
        return Ok(());
    }
    let elsewhere = tempfile::tempdir().context("no temporary directory")?;
    let copy = elsewhere.path().join("a copy");
    copy_sources(workspace.root(), &copy)?;
    let there = Workspace::open_at(&copy)?;
    let mut flash = Vec::new();
    for workspace in [workspace, &there] {
        match settle(Firmwares::new(workspace).build(runtime, config, SPOKEN.0))? {
            Ok(firmware) => flash.push(firmware.linked.flash.clone()),
            Err(no) => {
                tally.fail(&format!("{what}: {}", no.detail()));
                return Ok(());
            }
        }
    }
    let [here, there] = &flash[..] else {
        return Ok(());
    };
    if here == there {
        tally.pass(what);
    } else {
        let first = here.iter().zip(there).position(|(a, b)| a != b);
        tally.fail(&format!(
            "{what}: {} and {} bytes, the first difference at {first:?}",
            here.len(),
            there.len()
        ));
    }
    Ok(())
}
