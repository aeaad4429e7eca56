//! Why something was not made. What is the runtime's doing becomes its row;
//! anything else ends the command.

use crate::judge::Verdict;
use crate::pybadge::image::DoesNotFit;
use anyhow::Result;
use badge_catalogue::Outcome;

/// What stands in a row in place of an observation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// Outcome and reason.
    pub verdict: Verdict,
    /// Flash in bytes that the image would need, where it does not fit.
    pub flash_bytes: Option<u64>,
}

impl Obstacle {
    /// A tool is missing: one line for each.
    #[must_use]
    pub fn missing(tools: &[String]) -> Self {
        Verdict::new(Outcome::NotRun, tools.join("; ")).into()
    }

    /// A build fails, for this reason.
    #[must_use]
    pub fn does_not_build(reason: impl Into<String>) -> Self {
        Verdict::new(Outcome::DoesNotBuild, reason).into()
    }

    /// A build fails, and this is what the client says. The line to look at is
    /// the first that calls itself an error, otherwise the last. Cargo's line about
    /// a build script says nothing of its reason: what the script said last stands
    /// behind it.
    #[must_use]
    pub fn build_failure(words: &str) -> Self {
        let is_error = |line: &&str| {
            let line = line.trim_start_matches('[').to_ascii_lowercase();
            line.starts_with("error") || line.starts_with("npm error")
        };
        let line = words
            .lines()
            .find(is_error)
            .or_else(|| words.lines().rfind(|line| !line.trim().is_empty()))
            .unwrap_or("the build gives no reason")
            .trim();
        let script = line.contains("failed to run custom build command").then(|| {
            let said = words.lines().rev().take_while(|line| line.trim() != "--- stderr");
            said.map(str::trim).find(|line| !line.is_empty())
        });
        match script.flatten() {
            Some(reason) if reason != line => Self::does_not_build(format!("{line}: {reason}")),
            _ => Self::does_not_build(line),
        }
    }

    /// Its reason, empty where there is none.
    #[must_use]
    pub fn detail(&self) -> &str {
        self.verdict.detail.as_deref().unwrap_or_default()
    }
}

impl From<Verdict> for Obstacle {
    fn from(verdict: Verdict) -> Self {
        Self { verdict, flash_bytes: None }
    }
}

impl From<DoesNotFit> for Obstacle {
    fn from(over: DoesNotFit) -> Self {
        Self {
            verdict: Verdict::new(Outcome::DoesNotFit, over.to_string()),
            flash_bytes: over.flash_bytes(),
        }
    }
}

/// Why a step ends early.
#[derive(Debug)]
pub enum Halt {
    /// The runtime's own doing: a row.
    Row(Obstacle),
    /// Anything else: the end of the command.
    Fatal(anyhow::Error),
}

impl<T: Into<Obstacle>> From<T> for Halt {
    fn from(obstacle: T) -> Self {
        Self::Row(obstacle.into())
    }
}

impl From<anyhow::Error> for Halt {
    fn from(error: anyhow::Error) -> Self {
        Self::Fatal(error)
    }
}

/// Tells rows from ends: for callers that go on with the next cell.
///
/// # Errors
///
/// [`Halt::Fatal`].
pub fn settle<T>(made: Result<T, Halt>) -> Result<Result<T, Obstacle>> {
    match made {
        Ok(made) => Ok(Ok(made)),
        Err(Halt::Row(obstacle)) => Ok(Err(obstacle)),
        Err(Halt::Fatal(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, expected: &str) {
        assert_eq!(Obstacle::build_failure(words).detail(), expected);
    }

    #[test]
    fn the_first_line_that_calls_itself_an_error_is_the_reason() {
        check("warning: unused\nerror: no linker\nerror: again", "error: no linker");
        check("[ERROR] it fails\nlast", "[ERROR] it fails");
        check("npm error code E404\n", "npm error code E404");
    }

    #[test]
    fn a_build_script_says_why() {
        check(
            "error: failed to run custom build command for `a v0.1.0`\n\nCaused by:\n  \
             process didn't exit successfully\n  --- stdout\n  cargo::rerun\n\n  \
             --- stderr\n  Error: \"modules: no such directory\"\n",
            "error: failed to run custom build command for `a v0.1.0`: \
             Error: \"modules: no such directory\"",
        );
        check(
            "error: failed to run custom build command for `a`",
            "error: failed to run custom build command for `a`",
        );
    }

    #[test]
    fn without_one_it_is_the_last_line() {
        check("one\ntwo\n\n", "two");
        check("", "the build gives no reason");
    }

    #[test]
    fn rows_are_told_from_ends() {
        let row: Result<(), Halt> = Err(Obstacle::missing(&["needs a".into()]).into());
        assert_eq!(settle(row).unwrap().unwrap_err().verdict.outcome, Outcome::NotRun);
        let fatal: Result<(), Halt> = Err(anyhow::anyhow!("no cargo").into());
        assert!(settle(fatal).is_err());
    }
}
