//! The conformance cases: every module assembles, is of the WebAssembly that it
//! says it needs, belongs to a case, and has the expected answer on an engine
//! that gets all of them right.

#![allow(clippy::unwrap_used)] // A test may panic.

use badge_catalogue::{Answer, Case, Scope};
use badge_harness::build::Runners;
use badge_harness::conformance::{DIRECTORY, Modules, Respondent, bytes};
use badge_harness::store;
use badge_harness::workspace::Workspace;
use badge_records::asked;
use std::collections::BTreeSet;
use std::fs;
use wasmparser::{Validator, WasmFeatures};

/// The engine that is asked: no case is known on which it is wrong, and it is
/// built in seconds.
const ENGINE: (&str, &str) = ("wasmi-0-31", "default");

/// What the validator must know to take the module. Floats are a feature of their
/// own to it.
fn features(case: &Case) -> WasmFeatures {
    let needed = match case.needs.as_deref() {
        None => WasmFeatures::empty(),
        Some("multi-value") => WasmFeatures::MULTI_VALUE,
        Some("bulk-memory") => WasmFeatures::BULK_MEMORY,
        Some("tail-call") => WasmFeatures::TAIL_CALL,
        Some(other) => panic!("{}: needs {other}", case.name),
    };
    WasmFeatures::FLOATS | needed
}

#[test]
fn every_module_is_of_the_webassembly_that_it_needs() {
    let workspace = Workspace::open().unwrap();
    for case in &workspace.catalogue.suite.cases {
        let wasm = bytes(&workspace, case).unwrap();
        let invalid: Answer = "fail compile invalid".parse().unwrap();
        let is_valid = !case.expected.contains(&invalid);
        let valid = |features| Validator::new_with_features(features).validate_all(&wasm).is_ok();
        assert_eq!(valid(WasmFeatures::all()), is_valid, "{}", case.name);
        let is_later = case.scope == Scope::Proposal;
        assert_eq!(valid(features(case)), is_valid && !is_later, "{}", case.name);
        if case.needs.is_some() {
            assert!(!valid(WasmFeatures::FLOATS), "{} needs nothing", case.name);
        }
    }
}

#[test]
fn every_module_belongs_to_a_case() {
    let workspace = Workspace::open().unwrap();
    let cases = &workspace.catalogue.suite.cases;
    let named: BTreeSet<String> = cases.iter().filter_map(Case::file).collect();
    let stored: BTreeSet<String> = fs::read_dir(workspace.path(DIRECTORY))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".wat"))
        .collect();
    assert_eq!(stored, named);
    let titles: BTreeSet<&str> = cases.iter().map(|case| case.title.as_str()).collect();
    assert_eq!(titles.len(), cases.len(), "a title twice");
    assert!(cases.len() > 170, "only {} cases", cases.len());
}

#[test]
fn every_expected_answer_is_what_an_engine_gives() {
    let workspace = Workspace::open().unwrap();
    let modules = Modules::assemble(&workspace).unwrap();
    let runtime = workspace.catalogue.runtime(ENGINE.0).unwrap();
    let config = runtime.config(ENGINE.1).unwrap();
    let runner = Runners::new(&workspace).build(runtime, config).unwrap();
    let respondent = Respondent { runtime, config, runner };
    let supported = BTreeSet::from(["multi-value", "bulk-memory"]);
    let mut wrong = Vec::new();
    for case in asked(&workspace.catalogue, config).filter(|case| case.proposal().is_none()) {
        let reply = respondent.ask(&modules, case, None).unwrap();
        if !case.admits(&reply.answer, &supported) {
            wrong.push(format!("{}: {} ({})", case.name, reply.answer, reply.words));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_stored_deviation_has_a_reason_and_every_reason_a_deviation() {
    let workspace = Workspace::open().unwrap();
    let answers = store::answers(&workspace).unwrap();
    let catalogue = &workspace.catalogue;
    let unexplained = catalogue.runtimes.iter().flat_map(|r| answers.unexplained(catalogue, r));
    let unexplained: Vec<String> = unexplained.collect();
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
    assert!(answers.runtimes().len() > 20, "answers of {:?} alone", answers.runtimes());
}
