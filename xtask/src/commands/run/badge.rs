//! `cargo xtask run --target pybadge`: one line per config on the emulated
//! badge.

use super::Wanted;
use anyhow::Result;
use badge_catalogue::{Config, Outcome, RuntimeEntry};
use badge_harness::halt::settle;
use badge_harness::plan::{Cell, Plan};
use badge_harness::progress::announced;
use badge_harness::pybadge::emulated::{HZ, Observed, Session, Stage, Stretch, emulate_all};
use badge_harness::pybadge::request::Manner;
use badge_harness::screens;
use badge_harness::store;
use badge_harness::workbench::{CellInputs, Workbench};
use pybadge_board::frames_per_second;

/// Runs workloads; whether all was as it should be.
///
/// # Errors
///
/// When something fails that is not a runtime's.
pub(super) fn workloads<'w>(
    bench: &mut Workbench<'w>,
    plan: &Plan<'w>,
    configs: &[(&'w RuntimeEntry, &'w Config)],
    wanted: &Wanted,
) -> Result<bool> {
    announced("building the workload's module", || bench.modules(&plan.workloads))?;
    let mut session = Session::new(bench);
    let mut good = true;
    for &workload in &plan.workloads {
        println!("{} on the emulated badge: {}", workload.name, workload.title);
        header();
        let mut jobs = Vec::new();
        for &(runtime, config) in configs {
            if !workload.applies_to(&runtime.name) {
                continue;
            }
            let cell = Cell { runtime, config, workload };
            let mut manner = Manner::of(&cell);
            if let Some(frames) = wanted.frames {
                manner.frames = frames;
                manner.show_frames = manner.show_frames.min(frames);
            }
            let building = format!("building the firmware of {}", cell.config_name());
            let job = || session.job(bench, &CellInputs::none(cell), manner);
            match settle(announced(&building, job))? {
                Ok(job) => jobs.push(job),
                Err(no) => {
                    good = false;
                    let detail = no.detail();
                    println!("{:<24} {:<12} {detail}", cell.config_name(), no.verdict.outcome);
                }
            }
        }
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
        emulate_all(&jobs, threads, |index, observed| {
            good &= observed.verdict.outcome == Outcome::Pass;
            println!("{:<24} {}", jobs[index].cell.config_name(), line(&observed));
            if let Some(png) = &wanted.png {
                store::replace(png, &screens::png_rgb(&observed.emulation.screen)?)?;
            }
            Ok(())
        })?;
        println!();
    }
    Ok(good)
}

fn header() {
    println!(
        "{:<24} {:<12} {:>12} {:>12} {:>12} {:>8} {:>10} {:>8}  last link",
        "config", "outcome", "first, ms", "p50, kinstr", "p50, ms", "fps", "heap peak", "stack"
    );
}

fn line(observed: &Observed) -> String {
    let verdict = &observed.verdict;
    let transcripts = &observed.emulation.serial.transcripts;
    let (Outcome::Pass, Some(marks), [measured, rest @ ..]) =
        (verdict.outcome, observed.emulation.runs.first(), &transcripts[..])
    else {
        let detail = verdict.detail.as_deref().unwrap_or_default();
        return format!("{:<12} {detail}", verdict.outcome.word());
    };
    let milliseconds = |cycles: u64| cycles as f64 / HZ as f64 * 1e3;
    let mut updates: Vec<Stretch> = marks.of(Stage::Update).collect();
    let phases = [Stage::Compile, Stage::Instantiate, Stage::Start];
    let before: u64 = phases
        .iter()
        .filter_map(|&stage| marks.of(stage).next())
        .map(|stretch| stretch.cycles())
        .sum();
    let first = before + updates.first().map_or(0, Stretch::cycles);
    updates.sort_by_key(Stretch::instructions);
    let middle = updates.get(updates.len().saturating_sub(1) / 2);
    let shown = rest.first().into_iter().flat_map(|shown| &shown.frames);
    let shown: Vec<u64> = shown.map(|frame| frame.elapsed).collect();
    let rate =
        frames_per_second(&shown).map_or_else(|| "-".to_owned(), |rate| format!("{rate:.1}"));
    let known = |bytes: Option<u64>| bytes.map_or_else(|| "-".to_owned(), |b| b.to_string());
    format!(
        "{:<12} {:>12.2} {:>12.1} {:>12.2} {rate:>8} {:>10} {:>8}  {}",
        verdict.outcome.word(),
        milliseconds(first),
        middle.map_or(0.0, |s| s.instructions() as f64 / 1e3),
        milliseconds(middle.map_or(0, Stretch::cycles)),
        known(measured.memory.heap_peak_bytes),
        known(measured.memory.stack_bytes),
        measured.done.link
    )
}
