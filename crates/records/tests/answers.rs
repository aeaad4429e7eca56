//! What follows from stored answers: departures, their reasons, support.

use badge_catalogue::{Catalogue, RuntimeEntry};
use badge_records::{Answered, Answers, Sha256};
use std::collections::BTreeSet;

const ALPHA: &str = include_str!("../../catalogue/tests/examples/alpha.toml");
const CASES: &str = include_str!("../../catalogue/tests/examples/cases.toml");

fn catalogue() -> Catalogue {
    // The known failures of the example name workloads.
    let start = ALPHA.find("[[known_failure]]").expect("the example declares failures");
    let end = ALPHA.find("[[deviation]]").expect("the example gives reasons");
    let text = format!("{}{}", &ALPHA[..start], &ALPHA[end..]);
    let alpha = RuntimeEntry::parse("alpha/runtime.toml", &text).expect("valid");
    let catalogue = Catalogue::new(vec![alpha], Vec::new()).expect("consistent");
    catalogue.with_cases("cases.toml", CASES).expect("consistent")
}

fn answers(given: &[(&str, &str, &str)]) -> Answers {
    let mut answers = Answers::default();
    for &(config, case, answer) in given {
        answers.insert(Answered {
            runtime: "alpha".into(),
            config: config.into(),
            case: case.into(),
            answer: answer.parse().expect("an answer"),
            words: None,
            version: None,
            inputs: Sha256([0; 32]),
            date: "2026-11-24".parse().expect("a date"),
        });
    }
    answers
}

#[track_caller]
fn check(given: &[(&str, &str, &str)], expected: &[&str]) {
    let catalogue = catalogue();
    let runtime = catalogue.runtime("alpha").expect("the example");
    let found = answers(given).unexplained(&catalogue, runtime);
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}");
    }
}

#[test]
fn a_deviation_needs_a_reason_and_a_reason_its_deviation() {
    check(&[("eager", "memory-grow", "results i32:1")], &[]);
    check(&[("eager", "garbage", "crash")], &["alpha/eager answers garbage with `crash`"]);
    check(
        &[("eager", "memory-grow", "results i32:-1")],
        &["alpha/eager answers memory-grow as expected"],
    );
    // The reason covers `eager` alone.
    check(
        &[("fuel", "divide-by-zero", "crash")],
        &["alpha/fuel answers divide-by-zero with `crash`"],
    );
    // Some runs give another answer than the expected one.
    check(&[("eager", "divide-by-zero", "trap 0 integer-divide-by-zero")], &[]);
}

#[test]
fn a_refusal_departs_only_where_the_proposal_is_supported() {
    let refused = ("eager", "vector-sum", "fail compile invalid");
    check(&[refused, ("eager", "proposal-simd", "fail compile invalid")], &[]);
    let supported = [refused, ("eager", "proposal-simd", "results i32:42")];
    check(&supported, &["alpha/eager answers vector-sum with `fail compile invalid`"]);
    let catalogue = catalogue();
    let supports = answers(&supported).supported(&catalogue, "alpha", "eager");
    assert_eq!(supports, Some(BTreeSet::from(["simd"])));
    assert_eq!(answers(&supported).supported(&catalogue, "alpha", "fuel"), None);
}

#[test]
fn records_are_read_as_they_are_written() {
    let written = answers(&[("fuel", "garbage", "crash"), ("eager", "memory-grow", "timeout")]);
    let text = written.format("alpha").expect("has a form");
    let mut read = Answers::default();
    read.add("alpha.jsonl", &text).expect("valid");
    assert_eq!(read, written);
    let error = read.add("alpha.jsonl", &text).expect_err("a second time");
    assert_eq!((error.line, error.key.as_str()), (Some(1), "case"), "{error}");
}
