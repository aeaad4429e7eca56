//! Conduct: minimal modules through the protocol, on every config, whatever
//! language its runner is written in. An answer is the one due or the one that
//! `runtime.toml` declares as a deviation, which must then occur.

use super::steps::Tally;
use super::trials::without;
use crate::halt::settle;
use crate::plan::{Cell, Plan, stand_in};
use crate::runner::{Observation, Runner};
use crate::store;
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_catalogue::{
    Config, ModuleRoute, Observed, Phase, Probe, ProbeScope, ProbeSource, RuntimeEntry,
};
use badge_protocol::{
    Action, End, Invoke, PrepareFor, Prepared, Request, Run, Transcript, VERSION,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Longest a runner may take over a probe; only one that hangs comes near it.
const DEADLINE: Duration = Duration::from_secs(20);

/// Frames of a probe that calls no export by name.
const FRAMES: u32 = 2;

/// Asks every config about every probe.
pub(super) fn run<'w>(bench: &mut Workbench<'w>, plan: &Plan<'w>, tally: &mut Tally) -> Result<()> {
    let modules = modules(bench.workspace)?;
    let stand_in = stand_in()?;
    let mut findings: Vec<Findings<'w>> = Vec::new();
    for &(runtime, config) in &plan.configs {
        if config.module == ModuleRoute::Link {
            continue;
        }
        let cell = Cell { runtime, config, workload: &stand_in };
        let runner = match settle(bench.runner(&cell))? {
            Ok(runner) => runner,
            Err(no) => {
                tally.ending(&format!("conduct of {}", cell.config_name()), without(&no.verdict));
                continue;
            }
        };
        let seen = Seen::of(&runner, config, &modules)?;
        report(&cell, bench.workspace, &seen, tally);
        match findings.last_mut() {
            Some(last) if last.runtime.name == runtime.name => last.configs.push((config, seen)),
            _ => findings.push(Findings { runtime, configs: vec![(config, seen)] }),
        }
    }
    for findings in &findings {
        findings.print_declarations(bench.workspace);
    }
    Ok(())
}

/// The modules of the probes, assembled.
fn modules(workspace: &Workspace) -> Result<Vec<(&Probe, PathBuf)>> {
    let dir = workspace.scratch().join("probes");
    fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
    workspace
        .catalogue
        .probes
        .iter()
        .map(|probe| {
            let path = dir.join(format!("{}.wasm", probe.name));
            store::replace(&path, &assemble(workspace, probe)?)?;
            Ok((probe, path))
        })
        .collect()
}

fn assemble(workspace: &Workspace, probe: &Probe) -> Result<Vec<u8>> {
    let cut = match &probe.source {
        ProbeSource::Bytes(bytes) => return Ok(bytes.clone()),
        ProbeSource::Text { cut } => *cut,
    };
    let file = workspace.probes().join(format!("{}.wat", probe.name));
    let mut bytes =
        wat::parse_file(&file).with_context(|| format!("cannot assemble {}", file.display()))?;
    bytes.truncate(bytes.len().saturating_sub(cut));
    Ok(bytes)
}

/// An answer and the words of the engine that came with it.
#[derive(Debug)]
struct Answer {
    observed: Observed,
    words: String,
}

/// The answers of one config, by probe.
#[derive(Debug)]
struct Seen(BTreeMap<String, Answer>);

impl Seen {
    fn of(runner: &Runner, config: &Config, modules: &[(&Probe, PathBuf)]) -> Result<Self> {
        let bounded = config.fuel.is_some() || config.interrupt_ms.is_some();
        let applying: Vec<_> = modules
            .iter()
            .filter(|(probe, _)| probe.scope != ProbeScope::Bounded || bounded)
            .collect();
        let ask_all = |chunk: &[&(&Probe, PathBuf)]| {
            chunk
                .iter()
                .map(|(probe, module)| {
                    let answer = ask(runner, config, probe, module)?;
                    Ok((probe.name.clone(), answer))
                })
                .collect::<Result<Vec<_>>>()
        };
        // On all processors, because nothing is timed here.
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
        let answers = std::thread::scope(|scope| {
            let workers: Vec<_> = applying
                .chunks(applying.len().div_ceil(threads).max(1))
                .map(|chunk| scope.spawn(move || ask_all(chunk)))
                .collect();
            workers
                .into_iter()
                .map(|worker| worker.join().ok().context("a worker ended early")?)
                .collect::<Result<Vec<_>>>()
        })?;
        Ok(Self(answers.into_iter().flatten().collect()))
    }

    /// The proposals whose probes were answered as is due.
    fn supported<'p>(&self, workspace: &'p Workspace) -> BTreeSet<&'p str> {
        let probes = workspace.catalogue.probes.iter();
        probes
            .filter(|probe| {
                let answer = self.0.get(&probe.name);
                answer.is_some_and(|answer| probe.expected.contains(&answer.observed))
            })
            .filter_map(Probe::proposal)
            .collect()
    }

    /// Probes of conduct whose answer is not the one due.
    fn departures<'p>(
        &'p self,
        workspace: &'p Workspace,
    ) -> impl Iterator<Item = (&'p Probe, &'p Answer)> {
        workspace
            .catalogue
            .probes
            .iter()
            .filter(|probe| probe.scope != ProbeScope::Proposal)
            .filter_map(|probe| Some((probe, self.0.get(&probe.name)?)))
            .filter(|(probe, answer)| !probe.expected.contains(&answer.observed))
    }
}

/// Prepares the module where the config wants it, then asks.
fn ask(runner: &Runner, config: &Config, probe: &Probe, module: &Path) -> Result<Answer> {
    let request = |module: &Path, action| Request {
        protocol: VERSION,
        config: config.name.clone(),
        module: module.to_path_buf(),
        action,
    };
    let seed = badge::DEFAULT_SEED;
    let action = match &probe.invoke {
        Some(function) => {
            Action::Invoke(Invoke { function: function.clone(), arguments: Vec::new(), seed })
        }
        None => Action::Run(Run {
            workload: probe.name.clone(),
            frames: FRAMES,
            calls_per_frame: 1,
            trace: Vec::new(),
            seed,
            fuel: config.fuel,
            interrupt_ms: config.interrupt_ms,
            screens: None,
            echo_log: false,
        }),
    };
    if config.module != ModuleRoute::Prepare {
        return answer(runner, &request(module, action));
    }
    let output = module.with_extension("artifact");
    let prepare =
        Action::Prepare(Prepared { output: output.clone(), prepare_for: PrepareFor::Host });
    let prepared = answer(runner, &request(module, prepare))?;
    match prepared.observed {
        Observed::Completes => answer(runner, &request(&output, action)),
        // Refused before it could be by `compile`: the same answer.
        Observed::Fail(Phase::Prepare, kind) => {
            Ok(Answer { observed: Observed::Fail(Phase::Compile, kind), ..prepared })
        }
        _ => Ok(prepared),
    }
}

fn answer(runner: &Runner, request: &Request) -> Result<Answer> {
    let (observed, words) = match runner.ask(request, DEADLINE)? {
        Observation::Answered(transcript) => answered(&transcript),
        Observation::TimedOut(words) => (Observed::Timeout, words),
        Observation::TooMuchMemory(words) => (Observed::OutOfMemory, words),
        Observation::Crashed(words) => (Observed::Crash, words),
    };
    Ok(Answer { observed, words })
}

fn answered(transcript: &Transcript) -> (Observed, String) {
    match (&transcript.end, &transcript.results) {
        (Some(End::Trap(trap)), _) => (Observed::Trap(trap.frame, trap.kind), trap.text.clone()),
        (Some(End::Fail(refusal)), _) => match Observed::failed(&refusal.stage, &refusal.kind) {
            Ok(observed) => (observed, refusal.text.clone()),
            Err(words) => (Observed::Crash, words),
        },
        (None, Some(values)) => (Observed::Results(values.clone()), String::new()),
        (None, None) => (Observed::Completes, String::new()),
    }
}

/// Compares what was seen of a config with what is due or declared.
fn report(cell: &Cell<'_>, workspace: &Workspace, seen: &Seen, tally: &mut Tally) {
    let (runtime, config) = (cell.runtime, cell.config);
    let name = cell.config_name();
    let before = tally.failures.len();
    let mut declared = 0;
    for probe in &workspace.catalogue.probes {
        let Some(answer) = seen.0.get(&probe.name) else {
            continue;
        };
        if probe.scope == ProbeScope::Proposal {
            continue;
        }
        let what = format!("conduct of {name}, {}: {}", probe.name, answer.observed);
        match runtime.deviation(&config.name, &probe.name) {
            Some(deviation) if deviation.admits(&answer.observed) => declared += 1,
            Some(deviation) => tally.fail(&format!(
                "{what}, where runtime.toml declares {}: mend the declaration",
                deviation.observed
            )),
            None if probe.expected.contains(&answer.observed) => (),
            None => tally.fail(&format!("{what} ({}), not as due", answer.words)),
        }
    }
    let supported = seen.supported(workspace);
    match runtime.supported(&config.name) {
        Some(known) if agree(known, &supported) => (),
        Some(_) => tally.fail(&format!(
            "proposals of {name}: supports {}, unlike [[supports]] of runtime.toml",
            words(&supported)
        )),
        None => tally.fail(&format!("proposals of {name}: runtime.toml has no [[supports]]")),
    }
    if tally.failures.len() == before {
        let count = seen.0.len();
        tally.pass(&format!(
            "conduct of {name}: {count} modules, {declared} departures as declared"
        ));
    }
}

fn agree(declared: &BTreeSet<String>, seen: &BTreeSet<&str>) -> bool {
    declared.iter().map(String::as_str).eq(seen.iter().copied())
}

fn words(proposals: &BTreeSet<&str>) -> String {
    proposals.iter().copied().collect::<Vec<_>>().join(", ")
}

/// What was seen of one runtime.
#[derive(Debug)]
struct Findings<'w> {
    runtime: &'w RuntimeEntry,
    configs: Vec<(&'w Config, Seen)>,
}

impl Findings<'_> {
    /// Prints the tables that `runtime.toml` lacks or has wrong, to be pasted
    /// and given their reasons.
    fn print_declarations(&self, workspace: &Workspace) {
        let mut text = String::new();
        let mut deviations: Vec<(&Probe, &Answer, Vec<&str>)> = Vec::new();
        for probe in &workspace.catalogue.probes {
            for (config, seen) in &self.configs {
                let Some((_, answer)) =
                    seen.departures(workspace).find(|(departing, _)| departing.name == probe.name)
                else {
                    continue;
                };
                let declared = self.runtime.deviation(&config.name, &probe.name);
                if declared.is_some_and(|d| d.admits(&answer.observed)) {
                    continue;
                }
                let same = |(other, seen, _): &&mut (&Probe, &Answer, Vec<&str>)| {
                    other.name == probe.name && seen.observed == answer.observed
                };
                match deviations.iter_mut().find(same) {
                    Some((.., configs)) => configs.push(&config.name),
                    None => deviations.push((probe, answer, vec![&config.name])),
                }
            }
        }
        for (probe, answer, configs) in deviations {
            for config in self.selectors(&configs) {
                text += &format!(
                    "\n[[deviation]]\nconfig = \"{config}\"\nprobe = \"{}\"\nobserved = \"{}\"\n\
                     reason = \"\" # its words: {}\n",
                    probe.name,
                    answer.observed,
                    answer.words.lines().next().unwrap_or_default()
                );
            }
        }
        let mut supports: Vec<(BTreeSet<&str>, Vec<&str>)> = Vec::new();
        let mut all_declared = true;
        for (config, seen) in &self.configs {
            let supported = seen.supported(workspace);
            let known = self.runtime.supported(&config.name);
            all_declared &= known.is_some_and(|known| agree(known, &supported));
            match supports.iter_mut().find(|(other, _)| *other == supported) {
                Some((_, configs)) => configs.push(&config.name),
                None => supports.push((supported, vec![&config.name])),
            }
        }
        for (proposals, configs) in supports.iter().filter(|_| !all_declared) {
            for config in self.selectors(configs) {
                let quoted: Vec<String> = proposals.iter().map(|p| format!("\"{p}\"")).collect();
                text += &format!(
                    "\n[[supports]]\nconfig = \"{config}\"\nproposals = [{}]\n",
                    quoted.join(", ")
                );
            }
        }
        if !text.is_empty() {
            println!("\nfor runtime.toml of {}, with reasons:\n{text}", self.runtime.name);
        }
    }

    /// `*` where all configs are meant, else one by one.
    fn selectors<'a>(&self, configs: &[&'a str]) -> Vec<&'a str> {
        let modules =
            self.runtime.configs.iter().filter(|config| config.module != ModuleRoute::Link);
        if modules.count() == configs.len() { vec!["*"] } else { configs.to_vec() }
    }
}
