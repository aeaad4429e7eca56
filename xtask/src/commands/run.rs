//! `cargo xtask run`: one line per config, for people; nothing is stored.

mod badge;

use super::exit;
use crate::cli::Run;
use anyhow::Result;
use badge_catalogue::{Config, Cost, ModuleRoute, RuntimeEntry, Target, Workload};
use badge_harness::destination::writable;
use badge_harness::guest::Module;
use badge_harness::halt::settle;
use badge_harness::judge::Verdict;
use badge_harness::own_module::{self, Purpose};
use badge_harness::plan::{Cell, Filter, Plan, stand_in};
use badge_harness::progress::{announced, human};
use badge_harness::runner::Observation;
use badge_harness::setup::{self, Install};
use badge_harness::trial_run::{self, TrialRun};
use badge_harness::usage::Usage;
use badge_harness::workbench::Workbench;
use badge_harness::workspace::Workspace;
use badge_protocol::{End, Transcript};
use badge_records::statistics::percentile;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Frames of a module that no `workload.toml` describes.
const MODULE_FRAMES: u32 = 120;

/// The workload that runs where none is named.
const WORKLOAD: &str = "badge";

/// Runs configs on workloads or on a module of the user's own.
///
/// # Errors
///
/// When the filter names what is not there or the module cannot be read.
pub(crate) fn run(arguments: &Run) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    let mut filter = Filter::from(&arguments.filter);
    if filter.workload.is_empty() {
        filter.workload = vec![WORKLOAD.to_owned()];
    }
    let on_badge = filter.target.as_deref() == Some(Target::Pybadge.word());
    if on_badge && arguments.module.is_some() {
        let reason = "a module of your own: `cargo xtask emulate RUNTIME --module FILE` runs it on the badge";
        return Err(Usage::new(reason).into());
    }
    let (host, badge_plan) = Plan::on(&workspace.catalogue, &filter, Target::ALL)?;
    let plan = if on_badge { badge_plan } else { host };
    if plan.configs.is_empty() {
        return Err(Usage::new("only on the badge: add `--target pybadge`").into());
    }
    let mut configs = configs(&plan, &filter);
    let wanted = Wanted::of(arguments)?;
    let module = match &arguments.module {
        Some(file) => {
            configs.retain(|(_, config)| config.module != ModuleRoute::Link);
            if configs.is_empty() {
                return Err(Usage::new("none of these configs loads a module").into());
            }
            let purpose = arguments.invoke.as_deref().map_or(Purpose::Badge, Purpose::Call);
            Some(own_module::read(&workspace, file, purpose)?)
        }
        None => {
            check_frames(&plan, wanted.frames)?;
            None
        }
    };
    if arguments.filter.runtime.is_empty() {
        announce(&configs);
    }
    setup::rust(&workspace)?;
    let mut bench = Workbench::new(&workspace, Install::from(arguments.no_install))?;
    if on_badge {
        let good = badge::workloads(&mut bench, &plan, &configs, &wanted)?;
        return Ok(exit(good));
    }
    match (&module, &arguments.invoke) {
        (Some(module), Some(call)) => invoke(&mut bench, &configs, module, call),
        (Some(module), None) => frames_of(&mut bench, &configs, module, &wanted),
        (None, _) => workloads(&mut bench, &plan, &configs, &wanted),
    }
}

/// What is asked of every run.
struct Wanted {
    frames: Option<u32>,
    /// Where the last frame goes.
    png: Option<PathBuf>,
}

impl Wanted {
    fn of(arguments: &Run) -> Result<Self> {
        let png = arguments.png.as_deref().map(|file| writable("--png", file)).transpose()?;
        if png.is_some() && arguments.frames == Some(0) {
            return Err(Usage::new("--png: without frames there is no last one").into());
        }
        Ok(Self { frames: arguments.frames, png })
    }
}

fn check_frames(plan: &Plan<'_>, frames: Option<u32>) -> Result<()> {
    let short = plan.workloads.iter().find(|workload| frames > Some(workload.frames));
    short.map_or(Ok(()), |workload| {
        let reason = format!("{} has {} frames", workload.name, workload.frames);
        Err(Usage::new(reason).into())
    })
}

/// Who names no runtime may not expect that all of them are built.
fn announce(configs: &[(&RuntimeEntry, &Config)]) {
    let cost = |runtime: &RuntimeEntry| runtime.build.as_ref().map(|build| build.cost);
    let heavy = configs.iter().filter(|(runtime, _)| cost(runtime) == Some(Cost::Heavy)).count();
    let few: Vec<String> = configs
        .iter()
        .filter(|(runtime, _)| cost(runtime) == Some(Cost::Light))
        .take(2)
        .map(|(runtime, _)| format!("-r {}", runtime.name))
        .collect();
    let count = configs.len();
    eprintln!(
        "without -r this takes all {count} runtimes and builds those that are not built yet, {heavy} of them in minutes each; name a few as in `{}`",
        few.join(" ")
    );
}

/// All configs that were named, or else the default ones.
fn configs<'w>(plan: &Plan<'w>, filter: &Filter) -> Vec<(&'w RuntimeEntry, &'w Config)> {
    plan.configs
        .iter()
        .copied()
        .filter(|(_, config)| !filter.runtime.is_empty() || config.default)
        .collect()
}

fn workloads<'w>(
    bench: &mut Workbench<'w>,
    plan: &Plan<'w>,
    configs: &[(&'w RuntimeEntry, &'w Config)],
    wanted: &Wanted,
) -> Result<ExitCode> {
    announced("building the workload's module", || bench.modules(&plan.workloads))?;
    let mut good = true;
    for &workload in &plan.workloads {
        println!("{}: {}", workload.name, workload.title);
        header();
        let module = bench.module(workload)?.clone();
        for &(runtime, config) in configs {
            if !workload.applies_to(&runtime.name) {
                continue;
            }
            let cell = Cell { runtime, config, workload };
            let frames = wanted.frames.unwrap_or(cell.frames());
            let shown = show(bench, &cell, &module, frames, wanted.png.as_deref(), Some(workload))?;
            good &= shown.is_some();
        }
        println!();
    }
    Ok(exit(good))
}

/// The same columns for a module of the user's own. There is no native twin,
/// so the configs are compared with each other.
fn frames_of<'w>(
    bench: &mut Workbench<'w>,
    configs: &[(&'w RuntimeEntry, &'w Config)],
    module: &Module,
    wanted: &Wanted,
) -> Result<ExitCode> {
    println!("{}: {} bytes", module.blob.name, module.blob.bytes);
    header();
    let stand_in = stand_in()?;
    let frames = wanted.frames.unwrap_or(MODULE_FRAMES);
    let mut chains: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut good = true;
    for &(runtime, config) in configs {
        let cell = Cell { runtime, config, workload: &stand_in };
        match show(bench, &cell, module, frames, wanted.png.as_deref(), None)? {
            Some(transcript) => {
                chains.entry(transcript.done.link.to_string()).or_default().push(cell.config_name())
            }
            None => good = false,
        }
    }
    match chains.len() {
        0 => (),
        1 => {
            println!("\nthe same pictures on every config that ran; no native twin to verify them")
        }
        _ => {
            good = false;
            println!("\nthe pictures differ:");
            for (link, configs) in &chains {
                println!("  {link}  {}", configs.join(", "));
            }
        }
    }
    Ok(exit(good))
}

fn invoke<'w>(
    bench: &mut Workbench<'w>,
    configs: &[(&'w RuntimeEntry, &'w Config)],
    module: &Module,
    call: &[String],
) -> Result<ExitCode> {
    let [function, call_arguments @ ..] = call else {
        return Err(Usage::new("--invoke needs the name of an export").into());
    };
    println!("{}: {} bytes", module.blob.name, module.blob.bytes);
    let stand_in = stand_in()?;
    let mut good = true;
    for &(runtime, config) in configs {
        let cell = Cell { runtime, config, workload: &stand_in };
        let name = cell.config_name();
        let called = trial_run::call(bench, &cell, module, function, call_arguments);
        let observation = match settle(called)? {
            Ok(observation) => observation,
            Err(obstacle) => {
                good = false;
                println!("{name:<24} {}", words(&obstacle.verdict));
                continue;
            }
        };
        let line = match &observation {
            Observation::Answered(transcript) => match (&transcript.end, &transcript.results) {
                (Some(End::Fail(refusal)), _) => {
                    good = false;
                    format!("{}: {}: {}", refusal.stage, refusal.kind, refusal.text)
                }
                (_, Some(results)) if results.is_empty() => "no result".to_owned(),
                (_, Some(results)) => results.join(" "),
                _ => "no result".to_owned(),
            },
            Observation::TimedOut(reason) | Observation::TooMuchMemory(reason) => {
                good = false;
                format!("killed: {reason}")
            }
            Observation::Crashed(reason) => {
                good = false;
                format!("crash: {reason}")
            }
        };
        println!("{name:<24} {line}");
    }
    Ok(exit(good))
}

fn header() {
    println!(
        "{:<24} {:<12} {:>10} {:>10} {:>10} {:>10} {:>9}  last link",
        "config", "outcome", "first", "p50", "p95", "max", "peak RSS"
    );
}

/// Runs one cell, prints its line, and returns what was said by one that came to
/// its end.
fn show(
    bench: &mut Workbench<'_>,
    cell: &Cell<'_>,
    module: &Module,
    frames: u32,
    png: Option<&Path>,
    workload: Option<&Workload>,
) -> Result<Option<Transcript>> {
    let name = cell.config_name();
    let run = match settle(trial_run::frames(bench, cell, module, frames, png, workload))? {
        Ok(run) => run,
        Err(obstacle) => TrialRun { verdict: obstacle.verdict, transcript: None },
    };
    match &run.transcript {
        Some(transcript) => println!("{name:<24} {}", numbers(&run.verdict, transcript)),
        None => println!("{name:<24} {}", words(&run.verdict)),
    }
    Ok(run.transcript)
}

fn words(verdict: &Verdict) -> String {
    let detail = verdict.detail.as_deref().unwrap_or_default();
    format!("{:<12} {detail}", verdict.outcome.word())
}

fn numbers(verdict: &Verdict, transcript: &Transcript) -> String {
    let time = |ticks: u64| {
        // 128 bits hold every elapsed value times a thousand million.
        let nanoseconds = u128::from(ticks) * 1_000_000_000 / u128::from(transcript.hello.hz);
        short(Duration::from_nanos(nanoseconds as u64))
    };
    let updates: Vec<u64> = transcript.frames.iter().map(|f| f.elapsed).collect();
    let percent = |p| percentile(&updates, p).map_or_else(|| "-".to_owned(), time);
    let phases: u64 = transcript.phases.values().map(|phase| phase.elapsed).sum();
    let first = time(phases + updates.first().copied().unwrap_or(0));
    let rss = transcript
        .memory
        .peak_rss_bytes
        .map_or_else(|| "-".to_owned(), |bytes| format!("{} MiB", bytes >> 20));
    let mark = if transcript.done.nondeterministic {
        "  nondeterministic: it reads the clock"
    } else {
        ""
    };
    format!(
        "{:<12} {first:>10} {:>10} {:>10} {:>10} {rss:>9}  {}{mark}",
        verdict.outcome.word(),
        percent(50),
        percent(95),
        percent(100),
        transcript.done.link,
    )
}

/// `830 ns`, `12.4 µs`, then as people say it.
fn short(duration: Duration) -> String {
    match duration.as_nanos() {
        nanos @ 0..1_000 => format!("{nanos} ns"),
        nanos @ 1_000..1_000_000 => format!("{:.1} µs", nanos as f64 / 1e3),
        nanos @ 1_000_000..1_000_000_000 => format!("{:.2} ms", nanos as f64 / 1e6),
        _ => human(duration),
    }
}
