//! The modules of the probes of conduct: whoever departs from what is due does
//! so on WebAssembly 1.0, and each module belongs to a probe.

#![allow(clippy::unwrap_used)] // A test may panic.

use badge_catalogue::{ProbeScope, ProbeSource};
use badge_harness::workspace::Workspace;
use std::collections::BTreeSet;
use std::fs;
use wasmparser::{Validator, WasmFeatures};

#[test]
fn probes_are_webassembly_1_0_unless_they_are_about_what_is_not() {
    let workspace = Workspace::open().unwrap();
    let mut seen = 0;
    for probe in &workspace.catalogue.probes {
        let ProbeSource::Text { cut } = probe.source else {
            continue;
        };
        let bytes = wat::parse_file(workspace.probes().join(probe.file().unwrap())).unwrap();
        let due: Vec<String> = probe.expected.iter().map(ToString::to_string).collect();
        let due_invalid = due.contains(&"fail compile invalid".to_owned());
        let later = probe.scope == ProbeScope::Proposal;
        let valid = |features| {
            Validator::new_with_features(features).validate_all(&bytes[..bytes.len() - cut]).is_ok()
        };
        // Floats are a feature of their own to the validator.
        assert_eq!(
            valid(WasmFeatures::FLOATS),
            !later && !due_invalid,
            "{} as WebAssembly 1.0",
            probe.name
        );
        assert_eq!(valid(WasmFeatures::all()), !due_invalid, "{}", probe.name);
        seen += 1;
    }
    assert!(seen > 60, "{seen} modules");
}

#[test]
fn every_module_belongs_to_a_probe() {
    let workspace = Workspace::open().unwrap();
    let named: BTreeSet<String> =
        workspace.catalogue.probes.iter().filter_map(|probe| probe.file()).collect();
    let stored: BTreeSet<String> = fs::read_dir(workspace.probes())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".wat"))
        .collect();
    assert_eq!(stored, named);
}
