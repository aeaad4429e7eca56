//! How an observation ended, and where it was made.

use crate::words;

words! {
    pub enum Target("target") {
        /// A process on the machine that runs the commands.
        Host = "host",
        /// A firmware image for the PyBadge, emulated or real.
        Pybadge = "pybadge",
    }
}

words! {
    /// How an observation ended. The order of declaration is the order of
    /// precedence: where several apply, the smallest value wins. The three
    /// that exclude any observation stand last.
    pub enum Outcome("outcome") {
        /// The runner or image cannot be built here.
        DoesNotBuild = "does-not-build",
        /// The image does not fit into the badge's flash or static RAM.
        DoesNotFit = "does-not-fit",
        /// The outer deadline passed and the runner was killed.
        Timeout = "timeout",
        /// The runner died, or broke the protocol.
        Crash = "crash",
        /// The engine reported that memory ran out, or the bound was reached.
        OutOfMemory = "out-of-memory",
        /// The engine refuses the module or lacks a capability, and says so.
        Unsupported = "unsupported",
        /// A trap that the workload does not declare.
        Trap = "trap",
        /// The chain of frame hashes differs from the expected one.
        Mismatch = "mismatch",
        /// Ran, but nothing is known to compare with.
        Unverified = "unverified",
        /// The observation equals the workload's expectation.
        Pass = "pass",
        /// The workload makes no sense for this runtime.
        NotApplicable = "not-applicable",
        /// Nobody ran it yet.
        NotRun = "not-run",
    }
}

impl Outcome {
    /// The outcome that wins where several apply.
    pub fn precedence(self, other: Outcome) -> Outcome {
        self.min(other)
    }

    /// Whether numbers of such an observation may be stored and shown.
    pub fn carries_timing(self) -> bool {
        self == Outcome::Pass
    }

    /// Whether a `[[known_failure]]` may declare it: an observation can have
    /// it, and it is no pass.
    pub(crate) fn is_failure(self) -> bool {
        self < Outcome::Unverified
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parsed_and_printed_alike() {
        for outcome in Outcome::ALL {
            assert_eq!(outcome.word().parse::<Outcome>(), Ok(*outcome));
        }
        assert_eq!(Outcome::ALL.len(), 12);
    }

    #[test]
    fn an_unknown_word_is_refused_with_the_valid_ones() {
        let error = "fine".parse::<Outcome>().expect_err("not a word");
        assert!(error.contains("`fine`") && error.contains("out-of-memory"), "{error}");
    }

    #[test]
    fn a_killed_runner_that_also_mismatched_is_a_timeout() {
        assert_eq!(Outcome::Mismatch.precedence(Outcome::Timeout), Outcome::Timeout);
        assert_eq!(Outcome::Pass.precedence(Outcome::Unverified), Outcome::Unverified);
        assert_eq!(Outcome::DoesNotFit.precedence(Outcome::DoesNotBuild), Outcome::DoesNotBuild);
    }
}
