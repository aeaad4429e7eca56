//! The files of the catalogue and of the records: what is refused, and why.

use badge_catalogue::{Catalogue, FileError, Outcome, RuntimeEntry, Workload};

const ALPHA: &str = include_str!("examples/alpha.toml");
const BETA: &str = include_str!("examples/beta.toml");
const DELTA: &str = include_str!("examples/delta.toml");
const NATIVE: &str = include_str!("examples/native.toml");
const CASES: &str = include_str!("examples/cases.toml");

const TIMED: &str = r#"[workload]
name = "gallery"
title = "The gallery"
stresses = "size"
frames = 12
timed = true
screens = [2, 11]
trace = [[1, 1], [2, 255]]
"#;

const TRAPPING: &str = r#"[workload]
name = "spin"
title = "A spin"
stresses = "bounds"
frames = 12
timed = false

[expect]
traps = ["out-of-fuel", "interrupted"]
frame = 3
not_applicable = ["native"]
"#;

fn runtime(text: &str) -> RuntimeEntry {
    RuntimeEntry::parse("runtime.toml", text).expect("valid")
}

fn workloads() -> Vec<Workload> {
    [TIMED, TRAPPING].map(|text| Workload::parse("workload.toml", text).expect("valid")).into()
}

#[track_caller]
fn refused(name: &str, text: &str, from: &str, to: &str, key: &str) {
    assert!(text.contains(from), "the example lacks {from}");
    let label = format!("runtimes/rust/{name}/runtime.toml");
    let error = RuntimeEntry::parse(&label, &text.replacen(from, to, 1)).expect_err("invalid");
    assert_eq!((error.file.as_str(), error.key.as_str()), (label.as_str(), key), "{error}");
    assert!(error.line.is_some(), "{error}");
}

#[test]
fn mistakes_in_a_runtime_name_file_line_and_key() {
    refused("other", ALPHA, "", "", "runtime.name");
    refused("alpha", ALPHA, "family = ", "famly = ", "runtime.famly");
    refused("alpha", ALPHA, "default = true", "default = false", "config.default");
    refused("alpha", ALPHA, "name = \"fuel\"", "name = \"eager\"", "config[1].name");
    refused("alpha", ALPHA, "config = \"eager\"", "config = \"lazy\"", "known_failure[0].config");
    refused("alpha", ALPHA, "\"timeout\"", "\"pass\"", "known_failure[0].outcome");
    refused(
        "alpha",
        ALPHA,
        "outcome = \"timeout\"",
        "outcome = \"timeout\"\nsometimes = [\"not-run\"]",
        "known_failure[0].sometimes",
    );
    refused(
        "alpha",
        ALPHA,
        "translates at once\"\ntargets = [\"host\", \"pybadge\"]",
        "translates at once\"\ntargets = [\"host\"]\nby_hand = \"alpha-by-hand\"",
        "config[1].by_hand",
    );
    refused("alpha", ALPHA, "package = \"adapter-alpha\"", "", "build.package");
    refused("alpha", ALPHA, "[\"timeout\"]", "[\"time-out\"]", "deviation[1].sometimes");
    refused("alpha", ALPHA, "\"memory cannot be limited\"", "\"\"", "deviation[0].reason");
    refused("alpha", ALPHA, "[\"memory-grow\"]", "[]", "deviation[0].cases");
    refused("alpha", ALPHA, "[\"divide-by-zero\"]", "[\"memory-grow\"]", "deviation[1].cases");
    refused(
        "alpha",
        ALPHA,
        "configs = [\"eager\"]",
        "configs = [\"lazy\"]",
        "deviation[1].configs",
    );
    refused("beta", BETA, "frames_cap = 6", "frames_cap = 0", "config[0].frames_cap");
    refused("delta", DELTA, "2019-12-03", "2026-12-03", "status.stale.since");
    refused("alpha", ALPHA, "group = \"interpreter\"\n", "", "runtime.group");
    refused("delta", DELTA, "not-served", "height", "not_obtainable.hurdle");
    let on_badge = format!("{ALPHA}\n[not_on_badge]\nreason = \"none\"\ndate = \"2026-08-22\"\n");
    refused("alpha", &on_badge, "", "", "not_on_badge");
}

#[test]
fn a_known_failure_must_name_a_workload_that_exists() {
    let error = Catalogue::new(vec![runtime(ALPHA)], Vec::new());
    assert_eq!(error.expect_err("no workloads").key, "known_failure[0].workload");
}

#[test]
fn a_failure_of_an_engine_that_is_not_repeatable_admits_what_it_lists() {
    let text =
        ALPHA.replace("outcome = \"timeout\"", "outcome = \"timeout\"\nsometimes = [\"pass\"]");
    let runtime = RuntimeEntry::parse("runtime.toml", &text).expect("valid");
    let failure = &runtime.known_failures[0];
    assert!(failure.admits(Outcome::Timeout) && failure.admits(Outcome::Pass));
    assert!(!failure.admits(Outcome::Crash));
}

#[test]
fn mistakes_in_a_workload_name_their_key() {
    let check = |from: &str, to: &str, key: &str| {
        let text = TIMED.replacen(from, to, 1);
        assert_eq!(Workload::parse("workload.toml", &text).expect_err("invalid").key, key);
    };
    check("[[1, 1], [2, 255]]", "[[2, 1], [2, 255]]", "workload.trace[1]");
    check("[2, 255]]", "[2, 256]]", "workload.trace[1][1]");
    check("frames = 12", "frames = 0", "workload.frames");
    check("timed = true", "timed = false", "expect");
}

fn with_cases(alpha: &str, cases: &str) -> Result<Catalogue, FileError> {
    let runtimes = vec![runtime(alpha), runtime(NATIVE)];
    Catalogue::new(runtimes, workloads()).expect("consistent").with_cases("cases.toml", cases)
}

#[test]
fn a_reason_names_cases_that_may_deviate() {
    with_cases(ALPHA, CASES).expect("consistent");
    for name in ["memory-growth", "proposal-simd"] {
        let alpha = ALPHA.replacen("\"memory-grow\"", &format!("\"{name}\""), 1);
        let error = with_cases(&alpha, CASES).expect_err("invalid");
        assert_eq!(error.key, "deviation[0].cases", "{error}");
    }
}

#[test]
fn a_mistake_in_a_case_names_its_line() {
    let twice = CASES.replacen("\"garbage\"", "\"endless-loop\"", 1);
    let error = with_cases(ALPHA, &twice).expect_err("invalid");
    assert_eq!((error.line, error.key.as_str()), (Some(13), "case[2].name"), "{error}");
}

#[test]
fn a_reason_covers_the_configs_that_it_names() {
    let alpha = runtime(ALPHA);
    assert!(alpha.deviation("fuel", "memory-grow").is_some());
    assert!(alpha.deviation("eager", "divide-by-zero").is_some());
    assert!(alpha.deviation("fuel", "divide-by-zero").is_none());
}

#[test]
fn a_mistake_names_its_line() {
    let text = ALPHA.replacen("config = \"eager\"", "config = \"lazy\"", 1);
    let line = 1 + text.lines().position(|line| line.contains("lazy")).expect("replaced");
    let error = RuntimeEntry::parse("alpha/runtime.toml", &text).expect_err("invalid");
    let expected =
        format!("alpha/runtime.toml:{line}: `known_failure[0].config`: no config `lazy`");
    assert_eq!(error.to_string(), expected);
    let text = ALPHA.to_owned() + "frames = ";
    let error = RuntimeEntry::parse("runtime.toml", &text).expect_err("not TOML");
    assert_eq!((error.line, error.key.as_str()), (Some(text.lines().count()), ""), "{error}");
}

#[test]
fn a_name_occurs_once() {
    let error = Catalogue::new(vec![runtime(NATIVE), runtime(NATIVE)], Vec::new());
    assert_eq!(error.expect_err("twice").key, "runtime.name");
}
