//! How a runner answered, in a few words.

use std::fmt;
use std::str::FromStr;

use badge_protocol::Phase;
use badge_runtime::{ErrorKind, TrapKind};
use serde::{Deserialize, Serialize};

/// How a runner answered: `completes`, `results i32:1 …`, `trap start KIND`,
/// `trap FRAME KIND`, `fail STAGE KIND`, `crash`, `timeout`, `out-of-memory`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Answer {
    Completes,
    /// The results of a call by name.
    Results(Vec<String>),
    /// A trap; `None` for `start`.
    Trap(Option<u32>, TrapKind),
    /// A refusal, or a trap in a start section or in a call by name.
    Fail(Phase, ErrorKind),
    /// The process died or broke the protocol.
    Crash,
    /// The process was killed at the deadline.
    Timeout,
    /// The process was killed for its memory.
    OutOfMemory,
}

impl Answer {
    /// What a runner gave up at `stage`; a kind that is unknown counts as
    /// [`ErrorKind::Other`].
    pub fn failed(stage: &str, kind: &str) -> Result<Self, String> {
        Ok(Self::Fail(stage_of(stage)?, kind_of(kind).unwrap_or(ErrorKind::Other)))
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Completes => f.write_str("completes"),
            Self::Results(values) => {
                f.write_str("results")?;
                values.iter().try_for_each(|value| write!(f, " {value}"))
            }
            Self::Trap(None, kind) => write!(f, "trap start {kind}"),
            Self::Trap(Some(frame), kind) => write!(f, "trap {frame} {kind}"),
            Self::Fail(stage, kind) => write!(f, "fail {} {}", stage.as_str(), kind.as_str()),
            Self::Crash => f.write_str("crash"),
            Self::Timeout => f.write_str("timeout"),
            Self::OutOfMemory => f.write_str("out-of-memory"),
        }
    }
}

impl FromStr for Answer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words[..] {
            ["completes"] => Ok(Self::Completes),
            ["results", ref values @ ..] => {
                Ok(Self::Results(values.iter().map(|&value| value.to_owned()).collect()))
            }
            ["trap", "start", kind] => Ok(Self::Trap(None, trap_kind(kind)?)),
            ["trap", frame, kind] => {
                let frame = frame
                    .parse()
                    .map_err(|_| format!("`{frame}` is neither `start` nor a frame"))?;
                Ok(Self::Trap(Some(frame), trap_kind(kind)?))
            }
            ["fail", stage, kind] => Ok(Self::Fail(stage_of(stage)?, kind_of(kind)?)),
            ["crash"] => Ok(Self::Crash),
            ["timeout"] => Ok(Self::Timeout),
            ["out-of-memory"] => Ok(Self::OutOfMemory),
            _ => Err(format!(
                "`{text}` is no answer; valid: completes, results VALUES, trap start KIND, \
                 trap FRAME KIND, fail STAGE KIND, crash, timeout, out-of-memory"
            )),
        }
    }
}

impl TryFrom<String> for Answer {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Answer> for String {
    fn from(answer: Answer) -> Self {
        answer.to_string()
    }
}

fn stage_of(word: &str) -> Result<Phase, String> {
    let all = [Phase::Prepare, Phase::Compile, Phase::Instantiate, Phase::Start, Phase::Update];
    let stage = all.into_iter().find(|stage| stage.as_str() == word);
    stage.ok_or_else(|| {
        format!("unknown stage `{word}`; valid: {}", all.map(Phase::as_str).join(", "))
    })
}

fn trap_kind(word: &str) -> Result<TrapKind, String> {
    word.parse().map_err(|_| {
        let valid: Vec<_> = TrapKind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("unknown trap kind `{word}`; valid: {}", valid.join(", "))
    })
}

fn kind_of(word: &str) -> Result<ErrorKind, String> {
    let all = [
        ErrorKind::Invalid,
        ErrorKind::Unsupported,
        ErrorKind::Import,
        ErrorKind::Export,
        ErrorKind::OutOfMemory,
        ErrorKind::Other,
    ];
    let kind = all.into_iter().find(|kind| kind.as_str() == word);
    kind.or_else(|| word.parse().ok().map(ErrorKind::Trap)).ok_or_else(|| {
        let valid = all.map(ErrorKind::as_str).join(", ");
        format!("unknown kind of failure `{word}`; valid: {valid}, or a kind of trap")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, answer: Answer) {
        assert_eq!(text.parse(), Ok(answer.clone()));
        assert_eq!(answer.to_string(), text);
    }

    #[test]
    fn answers_read_back_as_they_print() {
        check("completes", Answer::Completes);
        check("results", Answer::Results(Vec::new()));
        check("results i32:-1", Answer::Results(vec!["i32:-1".into()]));
        check("trap start host", Answer::Trap(None, TrapKind::Host));
        check("trap 3 unreachable", Answer::Trap(Some(3), TrapKind::Unreachable));
        check("fail compile invalid", Answer::Fail(Phase::Compile, ErrorKind::Invalid));
        check(
            "fail instantiate unreachable",
            Answer::Fail(Phase::Instantiate, ErrorKind::Trap(TrapKind::Unreachable)),
        );
        check("out-of-memory", Answer::OutOfMemory);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "pass", "trap host", "trap -1 host", "fail compile", "fail x invalid"] {
            assert!(text.parse::<Answer>().is_err(), "{text}");
        }
    }
}
