//! Golden transcripts: every runner, in whatever language, says the same
//! lines, numbers and engines' words aside.

use super::trials::{Ending, Trials, without};
use crate::halt::settle;
use crate::measure::request;
use crate::plan::{Cell, Plan};
use crate::process::{self, Bounds};
use crate::runner::{OUTPUT_BYTES, RESIDENT_BYTES, Runner};
use crate::store;
use crate::workbench::{CellInputs, Workbench};
use anyhow::{Context, Result};
use badge_catalogue::{ModuleRoute, Target};
use badge_protocol::{MAX_LINE_BYTES, Request};
use libtest_mimic::Completion;
use serde_json::{Value, json};
use std::fs;
use std::process::Command;
use std::time::Duration;

/// A golden transcript and the run that it shows.
struct Case {
    file: &'static str,
    workload: &'static str,
    frames: u32,
}

const CASES: [Case; 2] = [
    Case { file: "run.jsonl", workload: "noop", frames: 3 },
    Case { file: "trap.jsonl", workload: "bad-pointer", frames: 6 },
];

/// Set to renew the golden files from the first runner that loads modules; the
/// others are compared with what it said.
pub(super) const RENEW: &str = "UPDATE_EXPECT";

/// Compares every config's transcripts with the golden ones.
pub(super) fn transcripts(
    bench: &mut Workbench<'static>,
    plan: &Plan<'static>,
    trials: &mut Trials,
) -> Result<()> {
    for case in CASES {
        let workload =
            bench.workspace.catalogue.workload(case.workload).with_context(|| {
                format!("the golden transcripts need workload {}", case.workload)
            })?;
        bench.modules(&[workload])?;
        let path = bench.workspace.path("crates/protocol/golden").join(case.file);
        let mut renew = std::env::var_os(RENEW).is_some();
        for &(runtime, config) in &plan.configs {
            let cell = Cell { runtime, config, workload };
            let applies =
                workload.applies_to(&runtime.name) && cell.known_failure(Target::Host).is_none();
            if !applies {
                continue;
            }
            let name = format!("golden {} of {}", case.file, cell.config_name());
            let job = match settle(bench.job(&CellInputs::none(cell)))? {
                Ok(job) => job,
                Err(no) => {
                    trials.add(name, move || without(&no.verdict));
                    continue;
                }
            };
            let loaded = job.artifact.as_ref().map_or(&job.module, |a| &a.module);
            let request = request(&cell, &loaded.path, case.frames, None)?;
            let linked = config.module == ModuleRoute::Link;
            if renew && !linked {
                renew = false;
                let said = masked(&lines(&job.runner, &request)?)?;
                store::replace(&path, said.as_bytes())?;
            }
            let golden = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            trials.add(name, move || {
                let said = lines(&job.runner, &request).and_then(|lines| masked(&lines));
                let said = said.map_err(|error| format!("{error:#}"))?;
                compare(&said, &golden, linked)
            });
        }
    }
    Ok(())
}

/// Compares what was said with a golden transcript, from which linked-in guests
/// leave the phases of loading out.
pub(super) fn compare(said: &str, golden: &str, linked: bool) -> Ending {
    let expected: Vec<&str> = golden.lines().filter(|line| !linked || !is_load(line)).collect();
    let said: Vec<&str> = said.lines().collect();
    match said.iter().zip(&expected).find(|(a, b)| a != b) {
        Some((said, expected)) => Err(format!("expected {expected}, got {said}").into()),
        None if said.len() != expected.len() => {
            Err(format!("expected {} lines, got {}", expected.len(), said.len()).into())
        }
        None => Ok(Completion::Completed),
    }
}

/// Phases that a runner whose guests are linked in does not have.
fn is_load(line: &str) -> bool {
    line.contains(r#""phase":"compile""#) || line.contains(r#""phase":"instantiate""#)
}

fn lines(runner: &Runner, request: &Request) -> Result<Vec<Vec<u8>>> {
    let bounds = Bounds {
        deadline: Duration::from_secs(20),
        resident_bytes: RESIDENT_BYTES,
        output_bytes: OUTPUT_BYTES,
        line_bytes: MAX_LINE_BYTES,
    };
    let mut lines = Vec::new();
    let mut command = Command::new(&runner.program);
    command.args(&runner.arguments);
    process::run(&mut command, &serde_json::to_vec(request)?, &bounds, |line| {
        lines.push(line.to_vec());
        true
    })
    .with_context(|| format!("cannot run {}", runner.program.display()))?;
    Ok(lines)
}

/// Numbers of this machine and words of this engine, taken out.
pub(super) fn masked(lines: &[Vec<u8>]) -> Result<String> {
    let mut text = String::new();
    for line in lines {
        let mut reply: Value = serde_json::from_slice(line).context("a line is no JSON")?;
        let object = reply.as_object_mut().context("a line is no object")?;
        for key in [
            "elapsed",
            "resolution",
            "peak_rss_bytes",
            "heap_peak_bytes",
            "stack_bytes",
            "static_ram_bytes",
            "flash_bytes",
        ] {
            if object.contains_key(key) {
                object.insert(key.to_owned(), json!(0));
            }
        }
        for key in ["runtime", "config", "version", "text", "image"] {
            if object.contains_key(key) {
                object.insert(key.to_owned(), json!("…"));
            }
        }
        object.remove("fuel");
        text.push_str(&serde_json::to_string(&reply)?);
        text.push('\n');
    }
    Ok(text)
}
