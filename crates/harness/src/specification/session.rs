//! A script through one runner: in one process where all goes well, in several
//! where a module or a call ends one.

use super::Prepared;
use super::judge::{Failure, Judgement, Refused, expected_loading, of_call, of_loading};
use crate::conformance::Respondent;
use crate::runner::ScriptEnd;
use anyhow::Result;
use badge_catalogue::{Config, ModuleRoute};
use badge_protocol::{Action, Request, Script, ScriptLine, ScriptModule, ScriptReader, VERSION};
use badge_records::Counts;
use badge_runtime::Value;
use badge_specification::{Call, Expected, Loading, Module, Skipped};
use std::time::Duration;

/// Longest a runner may take over the rest of a script.
const DEADLINE: Duration = Duration::from_secs(60);

/// Longest a runner may say nothing: a call that hangs costs so much.
const SILENCE: Duration = Duration::from_secs(12);

/// Most processes for one script; what is left then is not asked.
const MOST_PROCESSES: usize = 40;

/// Why a config is asked nothing of this.
#[must_use]
pub fn unable(config: &Config) -> Option<&'static str> {
    match config.module {
        ModuleRoute::Link => Some("its programs are linked in"),
        ModuleRoute::Prepare => {
            Some("each module would have to be prepared in a process of its own")
        }
        ModuleRoute::Load => None,
    }
}

/// What came of a script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScriptAnswers {
    /// How many assertions passed.
    passed: u32,
    /// Those that failed.
    pub failures: Vec<Failure>,
    /// Those that were not asked although the script has them.
    pub skipped: Vec<Skipped>,
    /// Version of the engine.
    pub version: Option<String>,
}

impl ScriptAnswers {
    fn add(&mut self, line: usize, expected: impl FnOnce() -> String, judgement: Judgement) {
        match judgement {
            Judgement::Passed => self.passed += 1,
            Judgement::Failed(actual) => {
                self.failures.push(Failure { line, expected: expected(), actual });
            }
            Judgement::Skipped(reason) => self.skipped.push(Skipped { line, reason }),
        }
    }

    /// Takes a call, if it is an assertion.
    fn add_call(&mut self, call: &Call, judgement: Judgement) {
        if call.expected != Expected::End {
            self.add(call.line, || call.expected.to_string(), judgement);
        }
    }

    /// Takes the loading of a module, if it is an assertion.
    fn add_loading(&mut self, module: &Module, judgement: Judgement) {
        if module.loading != Loading::Instance {
            self.add(module.line, || expected_loading(&module.loading), judgement);
        }
    }

    /// How many assertions passed, failed, and were not asked.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        Counts {
            passed: self.passed,
            failed: count(self.failures.len()),
            skipped: count(self.skipped.len()),
        }
    }
}

impl Respondent<'_> {
    /// Asks all of a script of the specification.
    ///
    /// # Errors
    ///
    /// When the runner cannot be started.
    pub fn ask_script(&self, prepared: &Prepared) -> Result<ScriptAnswers> {
        let mut answers = ScriptAnswers::default();
        let modules = &prepared.script.modules;
        let mut next = 0;
        for _ in 0..MOST_PROCESSES {
            if next == modules.len() {
                return Ok(answers);
            }
            let (reader, end) = self.process(prepared, next)?;
            if let Some(version) = reader.version {
                answers.version = Some(version);
            }
            if let Some((kind, text)) = reader.refused {
                skip_all(&modules[next..], &format!("{kind}: {text}"), &mut answers);
                return Ok(answers);
            }
            let told = per_module(&reader.lines, modules.len() - next);
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
        let reason = format!("{MOST_PROCESSES} processes had ended before it was asked");
        skip_all(&modules[next..], &reason, &mut answers);
        Ok(answers)
    }

    fn process(
        &self,
        prepared: &Prepared,
        from: usize,
    ) -> Result<(ScriptReader, Option<ScriptEnd>)> {
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

/// An argument to the bit: words leave out the sign of the canonical NaN.
fn exact(value: &Value) -> String {
    match *value {
        Value::F32(0xffc0_0000) => "f32:-nan:0x400000".to_owned(),
        Value::F64(0xfff8_0000_0000_0000) => "f64:-nan:0x8000000000000".to_owned(),
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
fn judge(module: &Module, told: &[ScriptLine], cut: Option<&str>, answers: &mut ScriptAnswers) {
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
            answers.add_loading(module, Judgement::Failed(words.to_owned()));
            end_calls(&module.calls, words, answers);
            return;
        }
    };
    if let Some(judgement) = of_loading(module, refused.as_ref()) {
        answers.add_loading(module, judgement);
    } else if let Some(refused) = &refused {
        for call in &module.calls {
            answers.add_call(call, Judgement::Failed(refused.words()));
        }
        return;
    }
    let lines = told.get(1..).unwrap_or_default();
    for (call, line) in module.calls.iter().zip(lines) {
        answers.add_call(call, of_call(call, line));
    }
    if let Some(words) = cut {
        end_calls(module.calls.get(lines.len()..).unwrap_or_default(), words, answers);
    }
}

/// The call that a process died of fails, and what follows it in its instance is not
/// asked.
fn end_calls(calls: &[Call], words: &str, answers: &mut ScriptAnswers) {
    if let Some((first, rest)) = calls.split_first() {
        answers.add_call(first, Judgement::Failed(words.to_owned()));
        let reason = format!("its instance had ended: {words}");
        for call in rest {
            answers.add_call(call, Judgement::Skipped(reason.clone()));
        }
    }
}

fn skip_all(modules: &[Module], reason: &str, answers: &mut ScriptAnswers) {
    for module in modules {
        answers.add_loading(module, Judgement::Skipped(reason.to_owned()));
        for call in &module.calls {
            answers.add_call(call, Judgement::Skipped(reason.to_owned()));
        }
    }
}
