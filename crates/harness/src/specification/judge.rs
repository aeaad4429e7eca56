//! What was expected against what happened.

use badge_protocol::ScriptLine;
use badge_runtime::TrapKind;
use badge_specification::{Call, Expected, Loading, Module, Pattern};

/// Words of an engine that are kept, in characters.
const MOST_WORDS: usize = 120;

/// How an assertion ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// As expected.
    Passed,
    /// Otherwise: what happened.
    Failed(String),
    /// It was not asked: why.
    Skipped(String),
}

/// An assertion that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Line in the script, from 1.
    pub line: usize,
    /// What was expected.
    pub expected: String,
    /// What happened.
    pub actual: String,
}

/// How loading a module ended: `None` where it became an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) stage: String,
    pub(super) kind: String,
    pub(super) text: String,
}

impl Refused {
    pub(super) fn words(&self) -> String {
        shortened(&format!("refused at {}: {}: {}", self.stage, self.kind, self.text))
    }

    fn is_trap(&self) -> bool {
        self.kind.parse::<TrapKind>().is_ok()
    }
}

/// What is expected of loading a module, in words.
pub(super) fn expected_loading(loading: &Loading) -> String {
    match loading {
        Loading::Instance => "an instance".to_owned(),
        Loading::Refused(reason) => format!("a refusal: {reason}"),
        Loading::Unlinkable(reason) => format!("a refusal of its imports: {reason}"),
        Loading::Trap(reason) => format!("a trap while it is loaded: {reason}"),
    }
}

/// The assertion that loading a module is; `None` where it is none.
pub(super) fn of_loading(module: &Module, refused: Option<&Refused>) -> Option<Judgement> {
    let failed = || match refused {
        Some(refused) => Judgement::Failed(refused.words()),
        None => Judgement::Failed("it was loaded".to_owned()),
    };
    let good = match &module.loading {
        Loading::Instance => return None,
        Loading::Refused(_) | Loading::Unlinkable(_) => {
            refused.is_some_and(|refused| !refused.is_trap())
        }
        Loading::Trap(_) => {
            refused.is_some_and(|refused| refused.stage == "instantiate" && refused.is_trap())
        }
    };
    Some(if good { Judgement::Passed } else { failed() })
}

/// How a call that was answered ended.
pub(super) fn of_call(call: &Call, line: &ScriptLine) -> Judgement {
    let ScriptLine::Call { values, kind, text, .. } = line else {
        return Judgement::Failed("another answer".to_owned());
    };
    match (&call.expected, values, kind) {
        (Expected::End, ..) => Judgement::Passed,
        (Expected::Results(patterns), Some(values), _) => {
            let good = values.len() == patterns.len()
                && patterns.iter().zip(values).all(|(pattern, value)| admits(pattern, value));
            if good { Judgement::Passed } else { Judgement::Failed(shown(values)) }
        }
        (Expected::Trap(_) | Expected::Exhaustion, None, Some(kind))
            if kind.parse::<TrapKind>().is_ok() =>
        {
            Judgement::Passed
        }
        // What cannot cross the engine's interface was not asked.
        (_, None, Some(kind)) if kind == "unsupported" => Judgement::Skipped(shortened(text)),
        (_, Some(values), _) => Judgement::Failed(shown(values)),
        (_, None, kind) => {
            let kind = kind.as_deref().unwrap_or("no kind");
            Judgement::Failed(shortened(&format!("{kind}: {text}")))
        }
    }
}

/// Whether a value in words is what is expected. A NaN of which the runner does not
/// know the sign may have either.
fn admits(pattern: &Pattern, value: &str) -> bool {
    let either = match value {
        "f32:NaN" => ["f32:nan:0x400000", "f32:-nan:0x400000"],
        "f64:NaN" => ["f64:nan:0x8000000000000", "f64:-nan:0x8000000000000"],
        value => [value, value],
    };
    either.iter().any(|value| value.parse().is_ok_and(|value| pattern.admits(value)))
}

fn shown(values: &[String]) -> String {
    match values {
        [] => "no result".to_owned(),
        values => shortened(&values.join(" ")),
    }
}

fn shortened(words: &str) -> String {
    let line = words.lines().next().unwrap_or_default();
    match line.char_indices().nth(MOST_WORDS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use badge_runtime::Value;

    fn call(expected: Expected) -> Call {
        Call { line: 1, name: "f".to_owned(), arguments: Vec::new(), expected }
    }

    fn returned(values: &[&str]) -> ScriptLine {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        ScriptLine::Call { index: 0, values: Some(values), kind: None, text: String::new() }
    }

    fn ended(kind: &str) -> ScriptLine {
        ScriptLine::Call {
            index: 0,
            values: None,
            kind: Some(kind.to_owned()),
            text: "why".to_owned(),
        }
    }

    #[test]
    fn results_are_compared_to_the_bit() {
        let one = call(Expected::Results(vec![Pattern::Value(Value::F32(1.0_f32.to_bits()))]));
        assert_eq!(of_call(&one, &returned(&["f32:1"])), Judgement::Passed);
        assert_eq!(of_call(&one, &returned(&["f32:-1"])), Judgement::Failed("f32:-1".to_owned()));
        assert_eq!(of_call(&one, &returned(&[])), Judgement::Failed("no result".to_owned()));
        assert_eq!(
            of_call(&one, &ended("unreachable")),
            Judgement::Failed("unreachable: why".to_owned())
        );
    }

    #[test]
    fn a_trap_of_any_kind_is_a_trap_and_a_refusal_is_none() {
        let trap = call(Expected::Trap("unreachable".to_owned()));
        assert_eq!(of_call(&trap, &ended("unknown")), Judgement::Passed);
        assert_eq!(of_call(&trap, &ended("export")), Judgement::Failed("export: why".to_owned()));
        assert_eq!(of_call(&trap, &returned(&["i32:1"])), Judgement::Failed("i32:1".to_owned()));
    }

    #[test]
    fn loading_is_an_assertion_where_it_must_fail() {
        let module = |loading| Module { line: 1, bytes: Vec::new(), loading, calls: Vec::new() };
        let refused = |stage: &str, kind: &str| Refused {
            stage: stage.to_owned(),
            kind: kind.to_owned(),
            text: String::new(),
        };
        let invalid = module(Loading::Refused("type mismatch".to_owned()));
        assert_eq!(
            of_loading(&invalid, Some(&refused("compile", "invalid"))),
            Some(Judgement::Passed)
        );
        assert!(matches!(of_loading(&invalid, None), Some(Judgement::Failed(_))));
        let trap = module(Loading::Trap("unreachable".to_owned()));
        let at_start = refused("instantiate", "unreachable");
        assert_eq!(of_loading(&trap, Some(&at_start)), Some(Judgement::Passed));
        assert!(matches!(of_loading(&invalid, Some(&at_start)), Some(Judgement::Failed(_))));
        assert_eq!(of_loading(&module(Loading::Instance), None), None);
    }
}
