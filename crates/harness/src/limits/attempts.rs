//! Attempts of one config: each is a process with bounds of time and memory.

use super::modules::{self, CALLED};
use crate::conformance::{Reply, Respondent, shown};
use crate::store;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use badge_catalogue::Answer;
use badge_protocol::{Action, Invoke, Phase, Request, Script, ScriptLine, ScriptModule, VERSION};
use badge_records::{Limit, Reach};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// Longest an attempt may take, with the start of its process.
const DEADLINE: Duration = Duration::from_secs(5);

/// The most memory that an attempt may use.
const RESIDENT_BYTES: u64 = 1 << 30;

/// The first count that is tried; each next one is [`STEP`] times as large.
const FIRST: u64 = 16;
const STEP: u64 = 8;

/// How exact a limit is known: one part in so many.
const EXACT: u64 = 1000;

/// The same where an attempt ends by its bounds, which are those of this machine, and
/// takes long.
const ROUGH: u64 = 16;

/// What is to be tried of a config.
pub(super) struct Attempts<'a> {
    pub(super) respondent: &'a Respondent<'a>,
    /// Where the modules are written.
    pub(super) directory: PathBuf,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    Works,
    /// In the words of an answer and of the engine.
    Fails(Answer, String),
}

impl Attempt {
    fn is_bound(&self) -> bool {
        matches!(self, Self::Fails(Answer::Timeout | Answer::OutOfMemory, _))
    }
}

impl Attempts<'_> {
    /// Where a limit lies.
    pub(super) fn reach(&self, limit: Limit) -> Result<Reach> {
        search(limit.most(), |count| {
            let (bytes, returned) = modules::reaching(limit, u32::try_from(count)?);
            let reply = self.ask(&bytes, limit.word())?.0;
            let expected = Answer::Results(vec![format!("i32:{returned}")]);
            Ok(match reply.answer == expected {
                true => Attempt::Works,
                false => Attempt::Fails(reply.answer, reply.words),
            })
        })
    }

    /// Nanoseconds until a module is an instance; `None` where it does not become one.
    pub(super) fn compile(&self, bytes: &[u8]) -> Result<Option<u64>> {
        let (reply, phases) = self.ask(bytes, "compiled")?;
        let is_well = matches!(reply.answer, Answer::Results(_));
        let phase = |phase| phases.get(&phase).copied().unwrap_or_default();
        Ok(is_well.then(|| phase(Phase::Compile) + phase(Phase::Instantiate)))
    }

    fn ask(&self, bytes: &[u8], name: &str) -> Result<(Reply, BTreeMap<Phase, u64>)> {
        let module = self.directory.join(format!("{name}.wasm"));
        store::replace(&module, bytes)?;
        let action = Action::Invoke(Invoke {
            function: CALLED.to_owned(),
            arguments: Vec::new(),
            seed: badge::DEFAULT_SEED,
        });
        self.respondent.request_within(&module, action, (DEADLINE, None), RESIDENT_BYTES)
    }
}

/// The most that works of at most `most`, where all below it does: by steps until one
/// fails, and between these two by halves.
fn search(most: u64, mut attempt: impl FnMut(u64) -> Result<Attempt>) -> Result<Reach> {
    let (mut works, mut next) = (0, FIRST.min(most));
    let (mut fails, mut how) = loop {
        match attempt(next)? {
            Attempt::Works if next == most => {
                return Ok(Reach { works: most, fails: None, beyond: None, words: None });
            }
            Attempt::Works => (works, next) = (next, (next * STEP).min(most)),
            failed @ Attempt::Fails(..) => break (next, failed),
        }
    };
    loop {
        let exact = if how.is_bound() { ROUGH } else { EXACT };
        if fails - works <= (works / exact).max(1) {
            break;
        }
        let middle = works + (fails - works) / 2;
        match attempt(middle)? {
            Attempt::Works => works = middle,
            failed @ Attempt::Fails(..) => (fails, how) = (middle, failed),
        }
    }
    let Attempt::Fails(answer, words) = how else {
        bail!("an attempt that works is no end of a search");
    };
    let words = (!words.is_empty()).then(|| shown(&words));
    Ok(Reach { works, fails: Some(fails), beyond: Some(answer.to_string()), words })
}

/// The questions to which the standard allows several answers.
pub(super) struct Free {
    module: PathBuf,
    /// Names of the exports and their arguments.
    calls: Vec<(String, Vec<String>)>,
}

/// Their module.
const FREE: &str = include_str!("free.wat");

impl Free {
    pub(super) fn assemble(workspace: &Workspace) -> Result<Self> {
        let bytes = wat::parse_str(FREE).context("free.wat is no module")?;
        let module = workspace.scratch().join("limits").join("free.wasm");
        store::replace(&module, &bytes)?;
        let mut calls = Vec::new();
        for payload in wasmparser::Parser::new(0).parse_all(&bytes) {
            if let wasmparser::Payload::ExportSection(exports) = payload? {
                for export in exports {
                    let export = export?;
                    if export.kind == wasmparser::ExternalKind::Func {
                        calls.push((export.name.to_owned(), arguments(export.name)));
                    }
                }
            }
        }
        Ok(Self { module, calls })
    }

    /// What the answers depend on.
    pub(super) fn text(&self) -> &'static str {
        FREE
    }

    /// Asks all twice: the answers, which of them were others the second time, and the
    /// version of the engine.
    #[allow(clippy::type_complexity)]
    pub(super) fn ask(
        &self,
        respondent: &Respondent<'_>,
    ) -> Result<(BTreeMap<String, String>, Vec<String>, Option<String>)> {
        let (first, engine) = self.answers(respondent)?;
        let (second, _) = self.answers(respondent)?;
        let unstable = first.iter().filter(|(name, answer)| second.get(*name) != Some(answer));
        let unstable = unstable.map(|(name, _)| name.clone()).collect();
        Ok((first, unstable, engine))
    }

    fn answers(
        &self,
        respondent: &Respondent<'_>,
    ) -> Result<(BTreeMap<String, String>, Option<String>)> {
        let request = Request {
            protocol: VERSION,
            config: respondent.config.name.clone(),
            module: self.module.clone(),
            action: Action::Script(Script {
                modules: vec![ScriptModule {
                    file: self.module.clone(),
                    calls: self.calls.clone(),
                }],
            }),
        };
        let (reader, end) = respondent.runner.ask_script(&request, 2 * DEADLINE, DEADLINE)?;
        let mut answers = BTreeMap::new();
        for line in &reader.lines {
            match line {
                ScriptLine::Call { index, values, kind, .. } => {
                    let Some((name, _)) = self.calls.get(*index) else {
                        bail!("a runner answers call {index} of {}", self.calls.len());
                    };
                    let answer = match (values, kind) {
                        (Some(values), _) if values.is_empty() => "returns".to_owned(),
                        (Some(values), _) => values.join(" "),
                        (None, kind) => kind.clone().unwrap_or_else(|| "no kind".to_owned()),
                    };
                    answers.insert(name.clone(), answer);
                }
                ScriptLine::Module { stage: Some(stage), kind, .. } => {
                    let kind = kind.as_deref().unwrap_or("no kind");
                    let refused = format!("refused at {stage}: {kind}");
                    answers
                        .extend(self.calls.iter().map(|(name, _)| (name.clone(), refused.clone())));
                }
                ScriptLine::Module { .. } => (),
            }
        }
        // What the process ended at is an answer; what would have followed is none.
        if let (Some(end), Some((name, _))) = (end, self.calls.get(answers.len())) {
            answers.insert(name.clone(), end.to_string());
        }
        Ok((answers, reader.version))
    }
}

/// The NaN that a question hands through the host stands in its name.
fn arguments(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    match words[..] {
        [nan, "through", "the", "host", of_type] => vec![format!("{of_type}:{nan}")],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(at: u64) -> impl FnMut(u64) -> Result<Attempt> {
        move |count| {
            Ok(if count <= at {
                Attempt::Works
            } else {
                Attempt::Fails(Answer::Crash, "it died".to_owned())
            })
        }
    }

    #[test]
    fn a_limit_is_found_to_one_in_a_thousand() {
        for at in [0, 1, 15, 16, 17, 999, 1000, 65_520, 1_000_000] {
            let mut attempts = 0;
            let mut fails = limit(at);
            let reach = search(1 << 24, |count| {
                attempts += 1;
                fails(count)
            })
            .unwrap();
            let fails = reach.fails.unwrap();
            assert!(reach.works <= at && at < fails, "{at}: {reach:?}");
            assert!(fails - reach.works <= (at / EXACT).max(1), "{at}: {reach:?}");
            assert!(attempts < 30, "{attempts} attempts for {at}");
            assert_eq!(reach.beyond.as_deref(), Some("crash"));
        }
    }

    #[test]
    fn what_has_no_limit_is_said_to_have_none() {
        let reach = search(100, limit(100)).unwrap();
        assert_eq!(reach, Reach { works: 100, fails: None, beyond: None, words: None });
    }

    #[test]
    fn an_attempt_that_takes_too_long_is_not_repeated_for_an_exact_number() {
        let mut attempts = 0;
        let slow = |count: u64| {
            attempts += 1;
            Ok(if count <= 70_000 {
                Attempt::Works
            } else {
                Attempt::Fails(Answer::Timeout, String::new())
            })
        };
        let reach = search(1 << 20, slow).unwrap();
        assert!(reach.works <= 70_000 && reach.fails.unwrap() > 70_000);
        assert!(attempts < 15, "{attempts}");
    }

    #[test]
    fn every_question_is_an_export_and_its_arguments_are_in_its_name() {
        assert_eq!(arguments("0 / 0, f32"), Vec::<String>::new());
        assert_eq!(arguments("nan:0x400001 through the host, f32"), ["f32:nan:0x400001"]);
        let dir = tempfile::tempdir().unwrap();
        let free = Free::assemble(&Workspace::open_at(dir.path()).unwrap()).unwrap();
        assert!(free.calls.len() > 25);
        let with_arguments = free.calls.iter().filter(|(_, arguments)| !arguments.is_empty());
        assert_eq!(with_arguments.count(), 2);
    }
}
