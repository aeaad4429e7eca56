//! A script through one runner: in one process where all goes well, in several
//! where a module or a call ends one.

use super::Prepared;
use super::judge::{
    Failure, Outcome, Refused, Verdict, expected_loading, of_call, of_loading, without_instance,
};
use crate::runner::{Runner, ScriptEnd};
use anyhow::Result;
use badge_catalogue::{Config, ModuleRoute, RuntimeEntry};
use badge_protocol::{Action, Request, Script, ScriptLine, ScriptModule, VERSION};
use badge_runtime::Value;
use badge_specification::{Loading, Module};
use std::time::Duration;

/// Longest a runner may take over the rest of a script.
const DEADLINE: Duration = Duration::from_secs(60);

/// Longest a runner may say nothing: a call that hangs costs so much.
const SILENCE: Duration = Duration::from_secs(5);

/// Most processes for one script; what is left then is not asked.
const MOST_PROCESSES: usize = 40;

/// Why a config is asked nothing of this.
#[must_use]
pub fn unable(_: &RuntimeEntry, config: &Config) -> Option<&'static str> {
    match config.module {
        ModuleRoute::Link => Some("its programs are linked in"),
        ModuleRoute::Prepare => {
            Some("each module would have to be prepared in a process of its own")
        }
        ModuleRoute::Load => None,
    }
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

/// What came of a script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Every assertion, in the order of the modules.
    pub verdicts: Vec<Verdict>,
    /// The assertions that failed.
    pub failures: Vec<Failure>,
    /// Version of the engine.
    pub version: Option<String>,
}

impl Answers {
    fn add(&mut self, line: usize, expected: impl FnOnce() -> String, outcome: Outcome) {
        if let Outcome::Failed(actual) = &outcome {
            let (expected, actual) = (expected(), actual.clone());
            self.failures.push(Failure { line, expected, actual });
        }
        self.verdicts.push(Verdict { line, outcome });
    }

    /// How many assertions ended well, badly, and were not asked.
    #[must_use]
    pub fn counts(&self) -> [usize; 3] {
        let count = |of: fn(&Outcome) -> bool| {
            self.verdicts.iter().filter(|verdict| of(&verdict.outcome)).count()
        };
        [
            count(|outcome| *outcome == Outcome::Passed),
            count(|outcome| matches!(outcome, Outcome::Failed(_))),
            count(|outcome| matches!(outcome, Outcome::Skipped(_))),
        ]
    }
}

impl Respondent<'_> {
    /// Asks all of a script.
    ///
    /// # Errors
    ///
    /// When the runner cannot be started.
    pub fn ask(&self, prepared: &Prepared) -> Result<Answers> {
        let mut answers = Answers::default();
        let modules = &prepared.script.modules;
        let mut next = 0;
        for _ in 0..MOST_PROCESSES {
            if next == modules.len() {
                return Ok(answers);
            }
            let (lines, end) = self.process(prepared, next)?;
            if let Some(version) = lines.version {
                answers.version = Some(version);
            }
            let told = per_module(&lines.lines, modules.len() - next);
            let cut = end.map(|end| end.to_string());
            let whole = if cut.is_some() { told.len().saturating_sub(1) } else { told.len() };
            for (module, told) in modules[next..].iter().zip(&told[..whole]) {
                judge(module, told, None, &mut answers);
            }
            next += whole;
            if let (Some(words), Some(module)) = (&cut, modules.get(next)) {
                let told = told.get(whole).map(Vec::as_slice).unwrap_or_default();
                judge(module, told, Some(words), &mut answers);
                next += 1;
            }
        }
        for module in &modules[next..] {
            let reason = format!("{MOST_PROCESSES} processes had ended before it was asked");
            skip(module, &reason, &mut answers);
        }
        Ok(answers)
    }

    fn process(
        &self,
        prepared: &Prepared,
        from: usize,
    ) -> Result<(badge_protocol::ScriptReader, Option<ScriptEnd>)> {
        let modules = prepared.script.modules[from..].iter().zip(&prepared.modules[from..]);
        let modules = modules.map(|(module, file)| ScriptModule {
            file: file.clone(),
            calls: module
                .calls
                .iter()
                .map(|call| (call.name.clone(), call.arguments.iter().map(exact).collect()))
                .collect(),
        });
        let request = Request {
            protocol: VERSION,
            config: self.config.name.clone(),
            module: prepared.modules.first().cloned().unwrap_or_default(),
            action: Action::Script(Script { modules: modules.collect() }),
        };
        self.runner.ask_script(&request, DEADLINE, SILENCE)
    }
}

/// An argument to the bit: the sign of a NaN included.
fn exact(value: &Value) -> String {
    let nan = |ty: &str, negative: bool, payload: u64| {
        format!("{ty}:{}nan:{payload:#x}", if negative { "-" } else { "" })
    };
    match *value {
        Value::F32(bits) if f32::from_bits(bits).is_nan() => {
            nan("f32", bits >> 31 != 0, u64::from(bits & 0x007f_ffff))
        }
        Value::F64(bits) if f64::from_bits(bits).is_nan() => {
            nan("f64", bits >> 63 != 0, bits & 0x000f_ffff_ffff_ffff)
        }
        value => value.to_string(),
    }
}

/// The lines of each module that was told of; where the process was cut off the
/// last one may be empty: the module that it died of.
fn per_module(lines: &[ScriptLine], modules: usize) -> Vec<Vec<ScriptLine>> {
    let mut all: Vec<Vec<ScriptLine>> = Vec::new();
    for line in lines {
        match line {
            ScriptLine::Module { .. } => all.push(vec![line.clone()]),
            ScriptLine::Call { .. } => {
                if let Some(last) = all.last_mut() {
                    last.push(line.clone());
                }
            }
        }
    }
    all.truncate(modules);
    all
}

/// The assertions of a module; `cut` says how the process ended in the middle of it.
fn judge(module: &Module, told: &[ScriptLine], cut: Option<&str>, answers: &mut Answers) {
    let refused = match told.first() {
        Some(ScriptLine::Module { stage: Some(stage), kind, text, .. }) => Some(Refused {
            stage: stage.clone(),
            kind: kind.clone().unwrap_or_default(),
            text: text.clone(),
        }),
        Some(_) => None,
        None => {
            // The process ended while it was loaded.
            let words = cut.unwrap_or("no answer");
            if module.loading != Loading::Instance {
                let expected = || expected_loading(&module.loading);
                answers.add(module.line, expected, Outcome::Failed(words.to_owned()));
            }
            skip_calls(module, 0, words, true, answers);
            return;
        }
    };
    if let Some(outcome) = of_loading(module, refused.as_ref()) {
        answers.add(module.line, || expected_loading(&module.loading), outcome);
    } else if let Some(refused) = &refused {
        for call in &module.calls {
            if call.expected != badge_specification::Expected::End {
                answers.add(call.line, || call.expected.to_string(), without_instance(refused));
            }
        }
        return;
    }
    let calls = told.get(1..).unwrap_or_default();
    for (call, line) in module.calls.iter().zip(calls) {
        if call.expected != badge_specification::Expected::End {
            answers.add(call.line, || call.expected.to_string(), of_call(call, line));
        }
    }
    if let Some(words) = cut {
        skip_calls(module, calls.len(), words, true, answers);
    }
}

/// The call that a process died of fails, and what follows it in its instance is not
/// asked.
fn skip_calls(module: &Module, from: usize, words: &str, died: bool, answers: &mut Answers) {
    for (index, call) in module.calls.iter().enumerate().skip(from) {
        if call.expected == badge_specification::Expected::End {
            continue;
        }
        let outcome = match index == from && died {
            true => Outcome::Failed(words.to_owned()),
            false => Outcome::Skipped(format!("its instance had ended: {words}")),
        };
        answers.add(call.line, || call.expected.to_string(), outcome);
    }
}

fn skip(module: &Module, reason: &str, answers: &mut Answers) {
    if module.loading != Loading::Instance {
        let outcome = Outcome::Skipped(reason.to_owned());
        answers.add(module.line, || expected_loading(&module.loading), outcome);
    }
    for call in &module.calls {
        if call.expected != badge_specification::Expected::End {
            let outcome = Outcome::Skipped(reason.to_owned());
            answers.add(call.line, || call.expected.to_string(), outcome);
        }
    }
}
