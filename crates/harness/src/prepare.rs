//! Artifacts of configs whose module is translated beforehand.

use crate::guest::Module;
use crate::halt::Halt;
use crate::judge::Verdict;
use crate::runner::{Observation, Runner};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_catalogue::{Config, Outcome, RuntimeEntry};
use badge_protocol::{Action, End, Phase, PrepareFor, Prepared, Request, VERSION};
use std::fs;
use std::time::Duration;

/// Longest a translation may take.
const DEADLINE: Duration = Duration::from_secs(120);

/// An artifact and how long it took to make.
#[derive(Debug)]
pub struct Artifact {
    /// The file.
    pub module: Module,
    /// Duration of the phase `prepare` in nanoseconds.
    pub elapsed: u64,
}

/// Has the runner of a config translate a module. A refusal is a verdict.
///
/// # Errors
///
/// When the runner cannot be started or a file cannot be written.
pub fn prepare(
    workspace: &Workspace,
    runtime: &RuntimeEntry,
    config: &Config,
    runner: &Runner,
    module: &Module,
    prepare_for: PrepareFor,
) -> Result<Artifact, Halt> {
    let dir = workspace.scratch().join("artifacts").join(&runtime.name).join(&config.name).join(
        match prepare_for {
            PrepareFor::Host => "host",
            PrepareFor::Pybadge => "pybadge",
        },
    );
    fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
    let name = format!("{}.artifact", module.blob.name);
    let output = dir.join(&name);
    let request = Request {
        protocol: VERSION,
        config: config.name.clone(),
        module: module.path.clone(),
        action: Action::Prepare(Prepared { output: output.clone(), prepare_for }),
    };
    let observation = runner.ask(&request, DEADLINE)?;
    let refused =
        |outcome, detail: String| Err(Verdict::new(outcome, format!("prepare: {detail}")).into());
    match observation {
        Observation::TimedOut(progress) => refused(Outcome::Timeout, progress),
        Observation::TooMuchMemory(used) => refused(Outcome::OutOfMemory, used),
        Observation::Crashed(reason) => refused(Outcome::Crash, reason),
        Observation::Answered(transcript) => {
            if let Some(End::Fail(refusal)) = &transcript.end {
                return refused(
                    Outcome::Unsupported,
                    format!("{}: {}", refusal.kind, refusal.text),
                );
            }
            match transcript.phases.get(&Phase::Prepare) {
                Some(phase) if output.is_file() => {
                    Ok(Artifact { module: Module::at(&output, &name)?, elapsed: phase.elapsed })
                }
                _ => refused(Outcome::Crash, "protocol: no artifact".to_owned()),
            }
        }
    }
}
