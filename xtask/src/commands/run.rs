//! `cargo xtask run`: one line per config, for people; nothing is stored.

use super::exit;
use crate::cli::Run;
use anyhow::Result;
use badge_catalogue::{Outcome, Target};
use badge_harness::judge::Verdict;
use badge_harness::progress::human;
use badge_harness::pybadge::emulated::{HZ, Observed, Stage, Stretch};
use badge_harness::runner::Observation;
use badge_harness::setup::Install;
use badge_harness::table::Table;
use badge_harness::trial_run::cart::Cartridge;
use badge_harness::trial_run::runs::{Options, Told, runs};
use badge_harness::workspace::Workspace;
use badge_protocol::{End, Transcript};
use badge_records::statistics::percentile;
use pybadge_board::frames_per_second;
use std::process::ExitCode;
use std::time::Duration;

const HOST: &str = "config|outcome|>first|>p50|>p95|>max|>peak RSS|last link, or why none";

const BADGE: &str = "config|outcome|>first, ms|>p50, kinstr|>p50, ms|>fps|>heap peak, bytes|>stack, bytes|last link, or why none";

/// Width of the column of outcomes, in characters.
const OUTCOME: usize = 12;

/// Width of a column of numbers at least, in characters.
const NUMBER: usize = 8;

pub(crate) fn run(arguments: &Run) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    let options = Options {
        filter: (&arguments.filter).into(),
        module: arguments.module.clone(),
        cartridge: arguments.cart.clone().map(|file| Cartridge {
            file,
            pads: arguments.pads.clone(),
            png: arguments.png.clone(),
            gif: arguments.gif.clone(),
            crc: arguments.crc.clone(),
        }),
        call: arguments.invoke.clone(),
        frames: arguments.frames,
        png: arguments.png.clone(),
        install: Install::from(arguments.no_install),
    };
    let widths = |names: usize| [names, OUTCOME, NUMBER, NUMBER, NUMBER, NUMBER];
    let mut table = Table::bare(2);
    let good = runs(&workspace, &options, &mut |told| match told {
        Told::Table(title, width, target) => {
            println!("{title}");
            table = match (target, &options.call) {
                (_, Some(_)) => Table::bare(2).at_least([width]),
                (Target::Host, None) => Table::new(HOST).at_least(widths(width)),
                (Target::Pybadge, None) => Table::new(BADGE).at_least(widths(width)),
            };
        }
        Told::Ran(cell, verdict, transcript) => {
            let cells = transcript
                .map_or_else(|| without(verdict, 6), |transcript| numbers(verdict, transcript));
            table.print_row([vec![cell.config_name()], cells].concat());
        }
        Told::Emulated(cell, verdict, observed) => {
            let cells = observed.and_then(on_badge).unwrap_or_else(|| without(verdict, 7));
            table.print_row([vec![cell.config_name()], cells].concat());
        }
        Told::Called(cell, called) => {
            let words = called.map_or_else(
                |no| format!("{} {}", no.outcome, no.detail.as_deref().unwrap_or_default()),
                answer,
            );
            table.print_row([cell.config_name(), words]);
        }
        Told::End(word) => {
            println!("{}", word.map_or_else(String::new, |word| format!("\n{word}")))
        }
    })?;
    Ok(exit(good))
}

/// A row without numbers: so many columns are empty.
fn without(verdict: &Verdict, columns: usize) -> Vec<String> {
    let mut cells = vec![String::new(); columns + 1];
    cells[0] = verdict.outcome.word().to_owned();
    cells[columns] = verdict.detail.clone().unwrap_or_default();
    cells
}

fn answer(observation: &Observation) -> String {
    match observation {
        Observation::Answered(transcript) => match (&transcript.end, &transcript.results) {
            (Some(End::Fail(refusal)), _) => {
                format!("{}: {}: {}", refusal.stage, refusal.kind, refusal.text)
            }
            (_, Some(results)) if !results.is_empty() => results.join(" "),
            _ => "no result".to_owned(),
        },
        Observation::TimedOut(reason) | Observation::TooMuchMemory(reason) => {
            format!("killed: {reason}")
        }
        Observation::Crashed(reason) => format!("crash: {reason}"),
    }
}

fn numbers(verdict: &Verdict, transcript: &Transcript) -> Vec<String> {
    let time = |ticks: u64| {
        // 128 bits hold every elapsed value times a thousand million.
        let nanoseconds = u128::from(ticks) * 1_000_000_000 / u128::from(transcript.hello.hz);
        short(Duration::from_nanos(nanoseconds as u64))
    };
    let updates: Vec<u64> = transcript.frames.iter().map(|f| f.elapsed).collect();
    let percent = |p| percentile(&updates, p).map_or_else(none, time);
    let phases: u64 = transcript.phases.values().map(|phase| phase.elapsed).sum();
    let first = time(phases + updates.first().copied().unwrap_or(0));
    let rss = transcript.memory.peak_rss_bytes;
    let rss = rss.map_or_else(none, |bytes| format!("{} MiB", bytes >> 20));
    let mark = match transcript.done.nondeterministic {
        true => "  nondeterministic: it reads the clock",
        false => "",
    };
    let link = format!("{}{mark}", transcript.done.link);
    let outcome = verdict.outcome.word().to_owned();
    vec![outcome, first, percent(50), percent(95), percent(100), rss, link]
}

/// `None` where something else than a pass is to be told.
fn on_badge(observed: &Observed) -> Option<Vec<String>> {
    let marks = observed.emulation.runs.first()?;
    let (measured, rest) = observed.emulation.serial.transcripts.split_first()?;
    let good = |outcome: &Outcome| matches!(outcome, Outcome::Pass | Outcome::Unverified);
    let outcome = Some(observed.verdict.outcome).filter(good)?;
    let milliseconds = |cycles: u64| format!("{:.2}", cycles as f64 / HZ as f64 * 1e3);
    let mut updates: Vec<Stretch> = marks.of(Stage::Update).collect();
    let phases = [Stage::Compile, Stage::Instantiate, Stage::Start];
    let before = phases.iter().filter_map(|&stage| marks.of(stage).next());
    let before: u64 = before.map(|stretch| stretch.cycles()).sum();
    let first = before + updates.first().map_or(0, Stretch::cycles);
    updates.sort_by_key(Stretch::instructions);
    let middle = updates.get(updates.len().saturating_sub(1) / 2);
    let shown = rest.first().into_iter().flat_map(|shown| &shown.frames);
    let shown: Vec<u64> = shown.map(|frame| frame.elapsed).collect();
    let known = |bytes: Option<u64>| bytes.map_or_else(none, |bytes| bytes.to_string());
    Some(vec![
        outcome.word().to_owned(),
        milliseconds(first),
        format!("{:.1}", middle.map_or(0.0, |s| s.instructions() as f64 / 1e3)),
        milliseconds(middle.map_or(0, Stretch::cycles)),
        frames_per_second(&shown).map_or_else(none, |rate| format!("{rate:.1}")),
        known(measured.memory.heap_peak_bytes),
        known(measured.memory.stack_bytes),
        measured.done.link.to_string(),
    ])
}

fn none() -> String {
    "-".to_owned()
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
