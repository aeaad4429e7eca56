//! The pair benchmark: what the seam costs.
//!
//! An adapter and code written by hand for the same engine run the same frames
//! in turn. Where code and data lie differs between processes by more than the
//! interval within one, so that the program runs itself [`PROCESSES`] times and
//! the largest of the medians counts. Within a process it differs between
//! instances: each process makes [`INSTANCES`] of them on each side.

mod median;
mod report;
mod side;

use crate::modules::{Call, Modules};
use anyhow::{Context, Result, bail, ensure};
use badge::Badge;
use badge_runtime::Runtime;
use median::Median;
use report::{Bounds, Measurement, Report};
use side::{Adapted, HandWritten, Side};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

/// Largest ratio that a frame of `badge` may cost.
const FRAME_BOUND: f64 = 1.02;
/// Largest ratio that a host call may cost.
const HOST_CALL_BOUND: f64 = 1.10;

const PROCESSES: usize = 5;
const PAIRS: usize = 400;
/// A pair of instances lives for `PAIRS / INSTANCES` samples. With one pair for
/// all of them, the place that memory and translated code happened to get moved
/// the median of a process by 2 %.
const INSTANCES: usize = 20;
/// Of the faster side: far above the clock's resolution, far below the time
/// after which a busy machine switches tasks.
const SAMPLE: Duration = Duration::from_millis(1);
const FRAMES_PER_SAMPLE: std::ops::RangeInclusive<u32> = 3..=1000;
/// Frames of the first, untimed sample.
const WARM_UP: u32 = 30;

/// Tells a process that it is one of the five.
const CHILD: &str = "BADGE_PAIR_PROCESS";

/// The workload whose frames are compared.
const WORKLOAD: &str = "badge";

/// 1,000 calls of `rect` an `update`, one pixel each, and nothing else.
const HOST_CALLS: &str = r#"(module
    (import "env" "rect" (func $rect (param i32 i32 i32 i32 i32)))
    (memory (export "memory") 1)
    (func (export "start"))
    (func (export "update") (local $left i32)
        (local.set $left (i32.const 1000))
        (loop $again
            (call $rect
                (i32.and (local.get $left) (i32.const 127))
                (i32.shr_u (local.get $left) (i32.const 3))
                (i32.const 1) (i32.const 1) (local.get $left))
            (br_if $again
                (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))"#;

/// Code that embeds the engine of an adapter by hand, with the same settings
/// and limits, as someone writes it who knows that engine.
pub trait Embedding: Sized {
    /// The engine's error.
    type Error: core::fmt::Display;

    /// Compiles and instantiates a module whose imports are the badge's.
    ///
    /// # Errors
    ///
    /// The engine's refusal.
    fn new(wasm: &[u8], badge: Badge) -> Result<Self, Self::Error>;

    /// Calls the exported `start`.
    ///
    /// # Errors
    ///
    /// A trap.
    fn start(&mut self) -> Result<(), Self::Error>;

    /// Calls the exported `update`.
    ///
    /// # Errors
    ///
    /// A trap.
    fn update(&mut self) -> Result<(), Self::Error>;

    /// The badge.
    fn badge(&mut self) -> &mut Badge;
}

/// Compares a config of an adapter with `E`, on a frame of `badge` and on host
/// calls, and writes one line of JSON to `pair-<runtime>.json` beside the
/// directory `BADGE_MODULES`.
///
/// The exit code is 1 when a bound is missed, 2 when nothing could be compared.
pub fn pair<R: Runtime, E: Embedding>(config: &str) -> ExitCode {
    let outcome = if std::env::var_os(CHILD).is_some() {
        child::<R, E>(config).map(|()| ExitCode::SUCCESS)
    } else {
        match Call::of_this_program() {
            Call::Bench => parent::<R>(config),
            Call::Test => check::<R, E>(config),
        }
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("{}/{config}: {error:#}", R::NAME);
        ExitCode::from(2)
    })
}

/// Runs the five processes, one after the other, and judges.
fn parent<R: Runtime>(config: &str) -> Result<ExitCode> {
    let modules = Modules::from_environment()?;
    modules.need(WORKLOAD)?;
    let program = std::env::current_exe().context("cannot find this program")?;
    let mut processes = Vec::new();
    for number in 1..=PROCESSES {
        let output = Command::new(&program)
            .env(CHILD, number.to_string())
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("cannot run {}", program.display()))?;
        if !output.status.success() {
            bail!("process {number} of {PROCESSES} failed: {}", output.status);
        }
        let measurement: Measurement = serde_json::from_slice(&output.stdout)
            .with_context(|| format!("process {number} of {PROCESSES} answered no result"))?;
        processes.push(measurement);
    }
    let bounds = Bounds { frame: FRAME_BOUND, host_call: HOST_CALL_BOUND };
    let report = Report::new::<R>(config, PAIRS, bounds, &processes);
    print!("{report}");
    report.write(modules.results())?;
    let missed = report.missed();
    for message in &missed {
        eprintln!("{message}");
    }
    Ok(if missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Measures in this process and answers on standard output.
fn child<R: Runtime, E: Embedding>(config: &str) -> Result<()> {
    let badge = Modules::from_environment()?.need(WORKLOAD)?;
    let measurement = Measurement {
        frame: compare::<R, E>(config, &badge, PAIRS).context("a frame of badge")?,
        host_call: compare::<R, E>(config, &host_calls()?, PAIRS).context("host calls")?,
    };
    println!("{}", serde_json::to_string(&measurement)?);
    Ok(())
}

/// Whether both sides draw the same: all that `cargo test --benches` asks.
fn check<R: Runtime, E: Embedding>(config: &str) -> Result<ExitCode> {
    compare::<R, E>(config, &host_calls()?, 1).context("host calls")?;
    match Modules::from_environment() {
        Ok(modules) => {
            compare::<R, E>(config, &modules.need(WORKLOAD)?, 1).context("a frame of badge")?;
        }
        Err(error) => eprintln!("{error:#}"),
    }
    Ok(ExitCode::SUCCESS)
}

fn host_calls() -> Result<Vec<u8>> {
    wat::parse_str(HOST_CALLS).context("the module with host calls")
}

/// The median of adapter ÷ hand-written over pairs of samples.
fn compare<R: Runtime, E: Embedding>(config: &str, wasm: &[u8], pairs: usize) -> Result<Median> {
    let mut ratios = Vec::with_capacity(pairs);
    let per_instance = pairs.div_ceil(INSTANCES);
    for round in 0..pairs.div_ceil(per_instance) {
        // Each side is made first in every other round: the second one finds
        // another heap.
        let early = (round % 2 == 0).then(|| HandWritten::<E>::new(wasm));
        let runtime = side::runtime::<R>(config)?;
        let module = side::module(&runtime, wasm)?;
        let mut adapter = Adapted::<R>::new(&runtime, &module)?;
        let mut by_hand = early.unwrap_or_else(|| HandWritten::new(wasm))?;
        sample(&mut adapter, &mut by_hand, per_instance, &mut ratios)?;
    }
    Median::of(ratios).context("no pairs")
}

/// Adds the ratios of this many pairs, each side first in every other one.
fn sample(
    adapter: &mut impl Side,
    by_hand: &mut impl Side,
    pairs: usize,
    ratios: &mut Vec<f64>,
) -> Result<()> {
    let mut next = WARM_UP;
    let warm = [adapter.frames(0..next)?, by_hand.frames(0..next)?];
    let per_frame = warm[0].min(warm[1]) / WARM_UP;
    let frames = (SAMPLE.as_nanos() / per_frame.as_nanos().max(1)) as u32;
    let frames = frames.clamp(*FRAMES_PER_SAMPLE.start(), *FRAMES_PER_SAMPLE.end());
    for number in 0..pairs {
        let range = next..next + frames;
        next = range.end;
        let (numerator, denominator) = if number % 2 == 0 {
            let first = adapter.frames(range.clone())?;
            (first, by_hand.frames(range)?)
        } else {
            let first = by_hand.frames(range.clone())?;
            (adapter.frames(range)?, first)
        };
        ensure!(!denominator.is_zero(), "a sample took no time at all");
        ratios.push(numerator.as_secs_f64() / denominator.as_secs_f64());
    }
    let (left, right) = (adapter.link(), by_hand.link());
    ensure!(
        left == right,
        "after {next} frames the adapter shows {left}, the code written by hand {right}: \
         they do not do the same work"
    );
    Ok(())
}
