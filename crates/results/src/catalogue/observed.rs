//! How a runner answered a probe, in a few words.

use std::fmt;
use std::str::FromStr;

use crate::words::words;
use crate::{Outcome, TrapKind};

words! {
    /// A phase in which something was refused.
    pub enum Stage("stage") {
        /// Translation beforehand.
        Prepare = "prepare",
        /// From bytes to a module.
        Compile = "compile",
        /// From a module to an instance.
        Instantiate = "instantiate",
        /// The exported `start`.
        Start = "start",
        /// The exported `update`, or a call by name.
        Update = "update",
    }
}

words! {
    /// Why something was refused that is no trap.
    pub enum RefusalKind("kind of refusal") {
        /// No valid module.
        Invalid = "invalid",
        /// The engine lacks it.
        Unsupported = "unsupported",
        /// An import is missing or has another type.
        Import = "import",
        /// An export is missing or has another type.
        Export = "export",
        /// Memory could not be had.
        OutOfMemory = "out-of-memory",
        /// A failure of the engine's own kind.
        Other = "other",
    }
}

/// Why something was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailKind {
    /// No trap.
    Refusal(RefusalKind),
    /// A trap in a start section or in a call by name.
    Trap(TrapKind),
}

/// How a runner answered: `completes`, `results i32:1 …`, `trap start KIND`,
/// `trap FRAME KIND`, `fail STAGE KIND`, `crash`, `timeout`, `out-of-memory`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observed {
    /// Every frame was completed.
    Completes,
    /// The results of a call by name.
    Results(Vec<String>),
    /// A trap; `None` for `start`.
    Trap(Option<u32>, TrapKind),
    /// A refusal.
    Fail(Stage, FailKind),
    /// The process died or broke the protocol.
    Crash,
    /// The process was killed at the deadline.
    Timeout,
    /// The process was killed for its memory.
    OutOfMemory,
}

impl fmt::Display for FailKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refusal(kind) => kind.word(),
            Self::Trap(kind) => kind.word(),
        })
    }
}

impl FromStr for FailKind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word.parse::<RefusalKind>() {
            Ok(kind) => Ok(Self::Refusal(kind)),
            Err(_) => word.parse().map(Self::Trap),
        }
    }
}

impl fmt::Display for Observed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Completes => f.write_str("completes"),
            Self::Results(values) => {
                f.write_str("results")?;
                values.iter().try_for_each(|value| write!(f, " {value}"))
            }
            Self::Trap(None, kind) => write!(f, "trap start {kind}"),
            Self::Trap(Some(frame), kind) => write!(f, "trap {frame} {kind}"),
            Self::Fail(stage, kind) => write!(f, "fail {stage} {kind}"),
            Self::Crash => f.write_str(Outcome::Crash.word()),
            Self::Timeout => f.write_str(Outcome::Timeout.word()),
            Self::OutOfMemory => f.write_str(Outcome::OutOfMemory.word()),
        }
    }
}

impl FromStr for Observed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words[..] {
            ["completes"] => Ok(Self::Completes),
            ["results", ref values @ ..] => {
                Ok(Self::Results(values.iter().map(|&value| value.to_owned()).collect()))
            }
            ["trap", "start", kind] => Ok(Self::Trap(None, kind.parse()?)),
            ["trap", frame, kind] => {
                let frame = frame
                    .parse()
                    .map_err(|_| format!("`{frame}` is neither `start` nor a frame"))?;
                Ok(Self::Trap(Some(frame), kind.parse()?))
            }
            ["fail", stage, kind] => Ok(Self::Fail(stage.parse()?, kind.parse()?)),
            ["crash"] => Ok(Self::Crash),
            ["timeout"] => Ok(Self::Timeout),
            ["out-of-memory"] => Ok(Self::OutOfMemory),
            _ => Err(format!(
                "`{text}` is no observation; valid: completes, results VALUES, trap start KIND, \
                 trap FRAME KIND, fail STAGE KIND, crash, timeout, out-of-memory"
            )),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Observed {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, observed: Observed) {
        assert_eq!(text.parse(), Ok(observed.clone()));
        assert_eq!(observed.to_string(), text);
    }

    #[test]
    fn observations_read_back_as_they_print() {
        check("completes", Observed::Completes);
        check("results", Observed::Results(Vec::new()));
        check("results i32:-1", Observed::Results(vec!["i32:-1".into()]));
        check("trap start host", Observed::Trap(None, TrapKind::Host));
        check("trap 3 unreachable", Observed::Trap(Some(3), TrapKind::Unreachable));
        check(
            "fail compile invalid",
            Observed::Fail(Stage::Compile, FailKind::Refusal(RefusalKind::Invalid)),
        );
        check(
            "fail instantiate unreachable",
            Observed::Fail(Stage::Instantiate, FailKind::Trap(TrapKind::Unreachable)),
        );
        check("out-of-memory", Observed::OutOfMemory);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "pass", "trap host", "trap -1 host", "fail compile", "fail x invalid"] {
            assert!(text.parse::<Observed>().is_err(), "{text}");
        }
    }
}
