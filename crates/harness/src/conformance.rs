//! The conformance cases, asked through the protocol: one case at a time, each
//! in a process of its own, whatever language the runner is written in.

mod words;

pub(crate) use words::shown;

use crate::halt::settle;
use crate::inputs::hash_file;
use crate::parallel::{each, processors};
use crate::plan::{Cell, Plan, stand_in};
use crate::progress::Progress;
use crate::runner::{Observation, Runner};
use crate::store;
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_catalogue::{
    Answer, Case, Config, Date, ModuleRoute, Phase, RuntimeEntry, Scope, Source,
};
use badge_protocol::{
    Action, End, Invoke, PrepareFor, Prepared, Request, Run, Transcript, VERSION,
};
use badge_records::{Answered, Answers, Sha256, asked};
use sha2::{Digest, Sha256 as Hasher};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Longest a runner may take over a case; only one that hangs comes near it.
const DEADLINE: Duration = Duration::from_secs(60);

/// The same where the case is about ending in time: fuel and interrupts do so within
/// a second.
const BOUNDED: Duration = Duration::from_secs(15);

/// The same where the stored answer is that it hangs before it says anything.
const HANG: Duration = Duration::from_secs(10);

/// How long such a config is waited for once it has said that a phase ended.
const HANG_AFTER_A_PHASE: Duration = Duration::from_secs(1);

/// Bound of a runner's resident size. An engine that would fill a memory or a
/// table of 4 GiB is told from one that only reserves it, long before this
/// machine suffers.
const RESIDENT_BYTES: u64 = 2 << 30;

/// Frames of a case that calls no export by name.
const FRAMES: u32 = 2;

/// Where `cases.toml` and the modules in the text format lie.
pub const DIRECTORY: &str = "crates/conformance/cases";

/// The cases with their modules, assembled.
#[derive(Debug)]
pub struct Modules<'w> {
    workspace: &'w Workspace,
    files: BTreeMap<&'w str, (PathBuf, Sha256)>,
}

impl<'w> Modules<'w> {
    /// Assembles all.
    ///
    /// # Errors
    ///
    /// When a text is no module, or a file cannot be written.
    pub fn assemble(workspace: &'w Workspace) -> Result<Self> {
        let dir = scratch(workspace);
        let mut files = BTreeMap::new();
        for case in &workspace.catalogue.suite.cases {
            let path = dir.join(format!("{}.wasm", case.name));
            store::replace(&path, &bytes(workspace, case)?)?;
            let hash = hash_file(&path)?;
            files.insert(case.name.as_str(), (path, hash));
        }
        Ok(Self { workspace, files })
    }

    fn file(&self, case: &Case) -> Result<&(PathBuf, Sha256)> {
        let file = self.files.get(case.name.as_str());
        file.with_context(|| format!("{} is not assembled", case.name))
    }
}

fn scratch(workspace: &Workspace) -> PathBuf {
    workspace.scratch().join("conformance")
}

/// The module of a case.
///
/// # Errors
///
/// When its text cannot be read or is no module.
pub fn bytes(workspace: &Workspace, case: &Case) -> Result<Vec<u8>> {
    let (file, cut) = match case.source() {
        Source::Bytes(bytes) => return Ok(bytes.to_vec()),
        Source::Text { file, cut } => (file, cut),
    };
    let file = workspace.path(DIRECTORY).join(format!("{file}.wat"));
    let mut bytes =
        wat::parse_file(&file).with_context(|| format!("cannot assemble {}", file.display()))?;
    bytes.truncate(bytes.len().saturating_sub(cut));
    Ok(bytes)
}

/// A config and the runner that answers for it.
#[derive(Clone, Debug)]
pub struct Respondent<'w> {
    /// The runtime.
    pub runtime: &'w RuntimeEntry,
    /// The config.
    pub config: &'w Config,
    /// Its runner.
    pub runner: Runner,
}

/// What was answered, and what came with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The answer.
    pub answer: Answer,
    /// The engine's words, or how the process ended.
    pub words: String,
    /// The version of the engine, where the runner told.
    pub version: Option<String>,
}

impl Respondent<'_> {
    /// Asks about a case; has the module prepared first where the config wants
    /// that. `stored` is the answer that is known, which says how long to wait.
    ///
    /// # Errors
    ///
    /// When the runner cannot be started.
    pub fn ask(
        &self,
        modules: &Modules<'_>,
        case: &Case,
        stored: Option<&Answer>,
    ) -> Result<Reply> {
        let (module, _) = modules.file(case)?;
        let patience = match (stored, case.scope) {
            (Some(Answer::Timeout), _) => (HANG, Some(HANG_AFTER_A_PHASE)),
            (_, Scope::Bounded) => (BOUNDED, None),
            (_, Scope::Every | Scope::Proposal) => (DEADLINE, None),
        };
        if self.config.module != ModuleRoute::Prepare {
            return self.request(module, action(self.config, case), patience);
        }
        let name = format!("{}-{}", self.runtime.name, self.config.name);
        let dir = scratch(modules.workspace).join(name);
        fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
        let output = dir.join(format!("{}.artifact", case.name));
        let prepare =
            Action::Prepare(Prepared { output: output.clone(), prepare_for: PrepareFor::Host });
        let prepared = self.request(module, prepare, patience)?;
        match prepared.answer {
            Answer::Completes => self.request(&output, action(self.config, case), patience),
            // Refused before it could be by `compile`: the same answer.
            Answer::Fail(Phase::Prepare, kind) => {
                Ok(Reply { answer: Answer::Fail(Phase::Compile, kind), ..prepared })
            }
            _ => Ok(prepared),
        }
    }

    fn request(
        &self,
        module: &Path,
        action: Action,
        patience: (Duration, Option<Duration>),
    ) -> Result<Reply> {
        Ok(self.request_within(module, action, patience, RESIDENT_BYTES)?.0)
    }

    /// Asks within bounds of time and memory: what was answered, and what each phase
    /// took, in nanoseconds.
    ///
    /// # Errors
    ///
    /// When the runner cannot be started.
    pub fn request_within(
        &self,
        module: &Path,
        action: Action,
        (deadline, after_a_phase): (Duration, Option<Duration>),
        resident_bytes: u64,
    ) -> Result<(Reply, BTreeMap<badge_protocol::Phase, u64>)> {
        let request = Request {
            protocol: VERSION,
            config: self.config.name.clone(),
            module: module.to_path_buf(),
            action,
        };
        let observed = self.runner.ask_within(&request, deadline, after_a_phase, resident_bytes)?;
        let mut phases = BTreeMap::new();
        let (answer, words, version) = match observed {
            Observation::Answered(transcript) => {
                let (answer, words) = answered(&transcript);
                phases.extend(transcript.phases.iter().map(|(phase, line)| (*phase, line.elapsed)));
                (answer, words, Some(transcript.hello.version))
            }
            Observation::TimedOut(words) => (Answer::Timeout, words, None),
            Observation::TooMuchMemory(words) => (Answer::OutOfMemory, words, None),
            Observation::Crashed(words) => (Answer::Crash, words, None),
        };
        Ok((Reply { answer, words, version }, phases))
    }
}

/// What a runner is asked about a case.
fn action(config: &Config, case: &Case) -> Action {
    let seed = badge::DEFAULT_SEED;
    match case.call.split_first() {
        Some((function, arguments)) => Action::Invoke(Invoke {
            function: function.clone(),
            arguments: arguments.to_vec(),
            seed,
        }),
        None => Action::Run(Run {
            workload: case.name.clone(),
            frames: FRAMES,
            calls_per_frame: 1,
            trace: Vec::new(),
            seed,
            fuel: config.fuel,
            interrupt_ms: config.interrupt_ms,
            screens: None,
            echo_log: false,
        }),
    }
}

fn answered(transcript: &Transcript) -> (Answer, String) {
    match (&transcript.end, &transcript.results) {
        (Some(End::Trap(trap)), _) => (Answer::Trap(trap.frame, trap.kind), trap.text.clone()),
        (Some(End::Fail(refusal)), _) => match Answer::failed(&refusal.stage, &refusal.kind) {
            Ok(answer) => (answer, refusal.text.clone()),
            Err(words) => (Answer::Crash, words),
        },
        (None, Some(values)) => (Answer::Results(values.clone()), String::new()),
        (None, None) => (Answer::Completes, String::new()),
    }
}

/// The cases that a config is asked, each with the hash of what its answer depends
/// on.
///
/// # Errors
///
/// When sources, the dependency graph or a module cannot be read.
pub fn questions<'w>(
    bench: &mut Workbench<'w>,
    modules: &Modules<'_>,
    runtime: &'w RuntimeEntry,
    config: &'w Config,
) -> Result<Vec<(&'w Case, Sha256)>> {
    let stand_in = stand_in()?;
    let of_config = bench.inputs.of_config(&Cell { runtime, config, workload: &stand_in })?;
    let mut questions = Vec::new();
    for case in asked(&bench.workspace.catalogue, config) {
        let module = &modules.file(case)?.1;
        let action = serde_json::to_string(&action(config, case))?;
        let text = format!("{of_config}\n{module}\n{action}");
        questions.push((case, Sha256(Hasher::digest(text).into())));
    }
    Ok(questions)
}

/// A case that a config is to be asked anew.
struct Stale<'a> {
    respondent: &'a Respondent<'a>,
    case: &'a Case,
    inputs: Sha256,
}

/// Asks what is not fresh and stores the answers, one runtime after the other;
/// how many cases were asked.
///
/// # Errors
///
/// When a module is none, a runner cannot be started, or the records cannot be
/// read or replaced.
pub fn renew<'w>(bench: &mut Workbench<'w>, plan: &Plan<'w>, force: bool) -> Result<usize> {
    let workspace = bench.workspace;
    let modules = Modules::assemble(workspace)?;
    let mut answers = store::answers(workspace)?;
    let mut count = 0;
    let mut configs = &plan.configs[..];
    while let Some((runtime, _)) = configs.first() {
        let own = configs.iter().take_while(|(other, _)| other.name == runtime.name).count();
        let (own, rest) = configs.split_at(own);
        configs = rest;
        count += renew_runtime(bench, own, &modules, &mut answers, force)?;
    }
    Ok(count)
}

fn renew_runtime<'w>(
    bench: &mut Workbench<'w>,
    configs: &[(&'w RuntimeEntry, &'w Config)],
    modules: &Modules<'w>,
    answers: &mut Answers,
    force: bool,
) -> Result<usize> {
    let catalogue = &bench.workspace.catalogue;
    let stand_in = stand_in()?;
    let mut stale: Vec<(&RuntimeEntry, &Config, &Case, Sha256)> = Vec::new();
    for &(runtime, config) in configs {
        for (case, inputs) in questions(bench, modules, runtime, config)? {
            let old = answers.get(&runtime.name, &config.name, &case.name);
            if force || old.is_none_or(|old| old.inputs != inputs) {
                stale.push((runtime, config, case, inputs));
            }
        }
    }
    let mut respondents: BTreeMap<&str, Respondent<'w>> = BTreeMap::new();
    for &(runtime, config) in configs {
        if !stale.iter().any(|(_, stale, ..)| stale.name == config.name) {
            continue;
        }
        let cell = Cell { runtime, config, workload: &stand_in };
        match settle(bench.runner(&cell))? {
            Ok(runner) => {
                respondents.insert(&config.name, Respondent { runtime, config, runner });
            }
            Err(no) => eprintln!(
                "{}: {} {}; no case is asked",
                cell.config_name(),
                no.verdict.outcome,
                no.detail()
            ),
        }
    }
    let stale: Vec<Stale<'_>> = stale
        .into_iter()
        .filter_map(|(_, config, case, inputs)| {
            let respondent = respondents.get(config.name.as_str())?;
            Some(Stale { respondent, case, inputs })
        })
        .collect();
    let (Some((runtime, _)), false) = (configs.first(), stale.is_empty()) else {
        return Ok(0);
    };
    let date = bench.session.date;
    let progress = Progress::new(&format!("cases of {}", runtime.name), stale.len());
    let mut records = Vec::new();
    let ask = |stale: &Stale<'_>| stale.respondent.ask(modules, stale.case, None);
    each(&stale, processors(), ask, |index, reply| {
        progress.finish_quietly();
        records.push(record(&stale[index], reply, date));
        Ok(())
    })?;
    progress.finish();
    for record in records {
        let old = answers.get(&record.runtime, &record.config, &record.case);
        if old.is_none_or(|old| !record.same_answer(old)) {
            answers.insert(record);
        }
    }
    answers.retain_asked(catalogue);
    store::answers_of(bench.workspace, &runtime.name, answers)?;
    for line in answers.unexplained(catalogue, runtime) {
        eprintln!("{line}");
    }
    Ok(stale.len())
}

fn record(stale: &Stale<'_>, reply: Reply, date: Date) -> Answered {
    let expected = stale.case.expected.contains(&reply.answer);
    Answered {
        runtime: stale.respondent.runtime.name.clone(),
        config: stale.respondent.config.name.clone(),
        case: stale.case.name.clone(),
        answer: reply.answer,
        words: (!expected).then(|| words::shown(&reply.words)).filter(|words| !words.is_empty()),
        version: reply.version,
        inputs: stale.inputs,
        date,
    }
}
