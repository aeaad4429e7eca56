//! The cases beside the probes: every module assembles, is of the WebAssembly
//! that it says it needs, and has the answer that is written down for it.

#![allow(clippy::unwrap_used)] // A test may panic.

use badge_catalogue::Observed;
use badge_harness::build::Runners;
use badge_harness::runner::Observation;
use badge_harness::workspace::Workspace;
use badge_protocol::{Action, End, Invoke, Request, VERSION};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use wasmparser::{Validator, WasmFeatures};

/// The engine that is asked: no case is known on which it is wrong, and it is
/// built in seconds.
const ENGINE: (&str, &str) = ("wasmi-0-31", "default");

/// Long enough for every case, and no hang.
const DEADLINE: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    title: String,
    call: Vec<String>,
    expected: Observed,
    #[serde(default)]
    may_refuse: bool,
    needs: Option<String>,
}

impl Case {
    fn text(&self, workspace: &Workspace) -> PathBuf {
        directory(workspace).join(format!("{}.wat", self.name))
    }

    fn is_valid(&self) -> bool {
        self.expected.to_string() != "fail compile invalid"
    }

    /// What the validator must know to take it.
    fn features(&self) -> WasmFeatures {
        // Floats are a feature of their own to the validator.
        let needed = match self.needs.as_deref() {
            None => WasmFeatures::empty(),
            Some("multi-value") => WasmFeatures::MULTI_VALUE,
            Some("bulk-memory") => WasmFeatures::BULK_MEMORY,
            Some(other) => panic!("{}: needs {other}", self.name),
        };
        WasmFeatures::FLOATS | needed
    }
}

fn directory(workspace: &Workspace) -> PathBuf {
    workspace.path("crates/contract/cases")
}

fn cases(workspace: &Workspace) -> Vec<Case> {
    let text = fs::read_to_string(directory(workspace).join("cases.toml")).unwrap();
    toml::from_str::<Cases>(&text).unwrap().case
}

#[test]
fn every_module_belongs_to_a_case_of_its_name() {
    let workspace = Workspace::open().unwrap();
    let cases = cases(&workspace);
    let named: BTreeSet<String> = cases.iter().map(|case| format!("{}.wat", case.name)).collect();
    let titles: BTreeSet<&str> = cases.iter().map(|case| case.title.as_str()).collect();
    assert_eq!((named.len(), titles.len()), (cases.len(), cases.len()), "a name or title twice");
    let stored: BTreeSet<String> = fs::read_dir(directory(&workspace))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".wat"))
        .collect();
    assert_eq!(stored, named);
    assert!(cases.len() >= 48, "only {} cases", cases.len());
}

#[test]
fn every_module_is_of_the_webassembly_that_it_needs() {
    let workspace = Workspace::open().unwrap();
    for case in cases(&workspace) {
        let wasm = wat::parse_file(case.text(&workspace)).unwrap();
        let valid = |features| Validator::new_with_features(features).validate_all(&wasm).is_ok();
        assert_eq!(valid(case.features()), case.is_valid(), "{}", case.name);
        assert_eq!(valid(WasmFeatures::all()), case.is_valid(), "{}", case.name);
        if case.needs.is_some() {
            assert!(!valid(WasmFeatures::FLOATS), "{} needs nothing", case.name);
        }
    }
}

#[test]
fn every_answer_is_what_an_engine_gives() {
    let workspace = Workspace::open().unwrap();
    let runtime = workspace.catalogue.runtime(ENGINE.0).unwrap();
    let config = runtime.config(ENGINE.1).unwrap();
    let runner = Runners::new(&workspace).build(runtime, config).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for case in cases(&workspace) {
        let module = dir.path().join("case.wasm");
        fs::write(&module, wat::parse_file(case.text(&workspace)).unwrap()).unwrap();
        let (function, arguments) = case.call.split_first().unwrap();
        let request = Request {
            protocol: VERSION,
            config: config.name.clone(),
            module,
            action: Action::Invoke(Invoke {
                function: function.clone(),
                arguments: arguments.to_vec(),
                seed: badge::DEFAULT_SEED,
            }),
        };
        let actual = match runner.ask(&request, DEADLINE).unwrap() {
            Observation::Answered(transcript) => match (&transcript.end, &transcript.results) {
                (Some(End::Fail(refusal)), _) => format!("fail {} {}", refusal.stage, refusal.kind),
                (_, Some(results)) => format!("results {}", results.join(" ")),
                _ => "no results".to_owned(),
            },
            other => format!("{other:?}"),
        };
        let before_the_call = ["fail compile ", "fail instantiate "];
        let refused = case.may_refuse && before_the_call.iter().any(|f| actual.starts_with(f));
        if actual != case.expected.to_string() && !refused {
            wrong.push(format!("{}: {actual} instead of {}", case.name, case.expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
