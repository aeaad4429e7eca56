//! What is done about a cell, decided on data alone: whether it is tried again,
//! and whether a verdict takes the place of what is stored.

use badge_catalogue::Outcome;
use badge_records::{Provenance, Record, Sha256};

/// Whether a cell is to be tried: its record is absent, belongs to other inputs,
/// or only says that a tool was missing which is here now.
#[must_use]
pub fn is_stale(stored: Option<&Record>, inputs: Sha256, missing: &[String]) -> bool {
    let Some(stored) = stored else {
        return true;
    };
    let supplied = stored.outcome == Outcome::NotRun && missing.is_empty();
    stored.inputs != Some(inputs) || supplied
}

/// Whether a stored record stays although the cell was tried: this machine could
/// not make the runner, and one that was better equipped observed it.
#[must_use]
pub fn stays(stored: Option<&Record>, outcome: Outcome) -> bool {
    let unmade = matches!(outcome, Outcome::NotRun | Outcome::DoesNotBuild);
    unmade && stored.is_some_and(|stored| stored.provenance != Provenance::None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use badge_records::parse_lines;

    const INPUTS: Sha256 = Sha256([1; 32]);

    fn record(outcome: &str, provenance: &str, inputs: Sha256) -> Record {
        let line = format!(
            r#"{{"runtime":"a","config":"b","workload":"c","target":"host","outcome":"{outcome}","provenance":"{provenance}","detail":"d","inputs":"{inputs}","date":"2026-01-01"}}"#
        );
        parse_lines("a.jsonl", &line).unwrap().remove(0)
    }

    fn lacking() -> Vec<String> {
        vec!["needs clang: `apt-get install clang lld` supplies it".to_owned()]
    }

    #[test]
    fn what_was_observed_of_the_same_inputs_is_not_tried_again() {
        for outcome in ["crash", "timeout"] {
            let stored = record(outcome, "measured", INPUTS);
            assert!(!is_stale(Some(&stored), INPUTS, &[]));
            // A tool that is gone changes nothing about what was seen.
            assert!(!is_stale(Some(&stored), INPUTS, &lacking()));
        }
    }

    #[test]
    fn other_inputs_or_no_record_are_tried() {
        let stored = record("crash", "measured", Sha256([2; 32]));
        assert!(is_stale(Some(&stored), INPUTS, &[]));
        assert!(is_stale(None, INPUTS, &lacking()));
    }

    #[test]
    fn a_row_that_lacks_a_tool_is_tried_once_the_tool_is_there() {
        let stored = record("not-run", "none", INPUTS);
        assert!(!is_stale(Some(&stored), INPUTS, &lacking()));
        assert!(is_stale(Some(&stored), INPUTS, &[]));
    }

    #[test]
    fn a_build_that_fails_is_not_repeated_with_the_same_inputs() {
        let stored = record("does-not-build", "none", INPUTS);
        assert!(!is_stale(Some(&stored), INPUTS, &[]));
    }

    #[test]
    fn a_machine_that_lacks_a_tool_leaves_what_a_better_one_observed() {
        let good = record("crash", "measured", Sha256([2; 32]));
        assert!(stays(Some(&good), Outcome::NotRun));
        assert!(stays(Some(&good), Outcome::DoesNotBuild));
        // What was observed here replaces it, however bad.
        assert!(!stays(Some(&good), Outcome::Unsupported));
        assert!(!stays(Some(&good), Outcome::Crash));
        let empty = record("not-run", "none", INPUTS);
        assert!(!stays(Some(&empty), Outcome::NotRun));
        assert!(!stays(None, Outcome::NotRun));
    }
}
