//! The pair benchmark on the emulated badge.

use anyhow::{Context, Result};
use badge_harness::halt::settle;
use badge_harness::plan::{Cell, Plan};
use badge_harness::progress::Progress;
use badge_harness::pybadge::emulated::{PAIR_BOUND, PAIR_WORKLOAD, Pair, Session, pair};
use badge_harness::store;
use badge_harness::workbench::Workbench;
use std::process::ExitCode;

/// Whether any config of a plan has a side that is embedded by hand.
pub(super) fn has_pairs(plan: &Plan<'_>) -> bool {
    let mut configs = plan.configs.iter();
    configs.any(|(_, config)| config.by_hand.is_some())
}

/// Counts both sides of every pair of the plan.
///
/// # Errors
///
/// When something fails that is not a runtime's.
pub(super) fn run<'w>(bench: &mut Workbench<'w>, plan: &Plan<'w>) -> Result<ExitCode> {
    let catalogue = &bench.workspace.catalogue;
    let workload = catalogue
        .workload(PAIR_WORKLOAD)
        .with_context(|| format!("the pair benchmark needs workload {PAIR_WORKLOAD}"))?;
    bench.modules(&[workload])?;
    let mut session = Session::new(bench);
    let pairs: Vec<Cell<'_>> = plan
        .configs
        .iter()
        .filter(|(_, config)| config.by_hand.is_some())
        .map(|&(runtime, config)| Cell { runtime, config, workload })
        .collect();
    let progress = Progress::new("pairs", pairs.len());
    let (mut counted, mut good) = (Vec::new(), true);
    for cell in pairs {
        progress.begin(&cell.config_name());
        match settle(pair(bench, &mut session, cell))? {
            Ok(Some(pair)) => counted.push(pair),
            Err(no) => {
                eprintln!("{}: {} {}", cell.config_name(), no.verdict.outcome, no.detail());
                good = false;
            }
            Ok(None) => (),
        }
        progress.finish_quietly();
    }
    progress.finish();
    println!(
        "{:<20} {:>7} {:>14} {:>14} {:>8} {:>6}",
        "on the badge", "frames", "adapter, instr", "by hand, instr", "ratio", "bound"
    );
    for pair in &counted {
        println!("{}", line(pair));
        good &= !pair.missed();
    }
    let path = bench.workspace.scratch().join("pairs-pybadge.json");
    let mut text = serde_json::to_string_pretty(&counted)?;
    text.push('\n');
    store::replace(&path, text.as_bytes())?;
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        eprintln!("a bound is missed: compare the adapter with its benches/by_hand/firmware.rs");
        ExitCode::FAILURE
    })
}

/// Instructions are means of a frame.
fn line(pair: &Pair) -> String {
    let mean = |total: u64| total / pair.frames.max(1) as u64;
    format!(
        "{:<20} {:>7} {:>14} {:>14} {:>8.4} {:>6.2}",
        pair.config,
        pair.frames,
        mean(pair.adapter),
        mean(pair.by_hand),
        pair.ratio(),
        PAIR_BOUND
    )
}
