//! Every workload's module: WebAssembly 1.0 alone, the right imports and
//! exports, one page, and no larger than a badge can bear.

#![allow(clippy::unwrap_used)] // A test may panic.

use badge_harness::guest;
use badge_harness::workspace::Workspace;
use std::fs;
use std::path::Path;
use wasmparser::{ExternalKind, Parser, Payload, TypeRef, Validator, WasmFeatures};

const KIB: u64 = 1024;

/// Imports of the badge (crates/badge/README.md).
const IMPORTS: [&str; 9] =
    ["blit", "buttons", "clock_ms", "led", "log", "millis", "random", "rect", "tone"];

/// Engines translate into RAM at 3 to 9 bytes per byte of module, and a badge
/// has about 129,600 bytes of heap, the guest's page included.
fn limit(workload: &str) -> u64 {
    match workload {
        "badge" => 10 * KIB,
        // The size of a real program, which is its point.
        "gallery" => 50 * KIB,
        _ => 12 * KIB,
    }
}

fn workspace() -> Workspace {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    Workspace::open_at(root).unwrap()
}

#[test]
fn modules_are_small_and_need_nothing_later_than_webassembly_1() {
    let workspace = workspace();
    assert!(workspace.catalogue.workloads.len() >= 11);
    for workload in &workspace.catalogue.workloads {
        let name = &workload.name;
        let module = guest::build(&workspace, workload).unwrap();
        assert!(
            module.blob.bytes <= limit(name),
            "{name}: {} bytes of {}",
            module.blob.bytes,
            limit(name)
        );
        let wasm = fs::read(&module.path).unwrap();
        // Without even mutable globals across the boundary.
        Validator::new_with_features(WasmFeatures::FLOATS)
            .validate_all(&wasm)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        check_boundary(name, &wasm);
    }
}

fn check_boundary(name: &str, wasm: &[u8]) {
    let mut exports = Vec::new();
    let mut memories = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.unwrap() {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import.unwrap();
                    assert_eq!(import.module, "env", "{name}");
                    assert!(IMPORTS.contains(&import.name), "{name}: {}", import.name);
                    assert!(matches!(import.ty, TypeRef::Func(_)), "{name}");
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    let memory = memory.unwrap();
                    memories += 1;
                    assert_eq!((memory.initial, memory.maximum), (1, None), "{name}");
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export.unwrap();
                    let function = export.kind == ExternalKind::Func;
                    assert_eq!(function, export.name != "memory", "{name}");
                    exports.push(export.name);
                }
            }
            Payload::CustomSection(section) => panic!("{name}: custom section {}", section.name()),
            _ => (),
        }
    }
    exports.sort_unstable();
    assert_eq!(exports, ["memory", "start", "update"], "{name}");
    assert_eq!(memories, 1, "{name}");
}

#[test]
fn every_expected_chain_covers_its_workload() {
    let workspace = workspace();
    for workload in &workspace.catalogue.workloads {
        let links = workspace
            .links(workload)
            .unwrap()
            .unwrap_or_else(|| panic!("{}: no expected.links", workload.name));
        let due = match &workload.expectation {
            badge_catalogue::Expectation::Links => workload.frames as usize,
            badge_catalogue::Expectation::Trap(trap) => trap.frame as usize,
        };
        assert_eq!(links.frames().len(), due, "{}", workload.name);
        if workload.is_timed() {
            // A picture that does not change would hide a runtime that stands
            // still; the link changes with the chain, so that alone is no proof.
            let distinct: std::collections::BTreeSet<_> =
                links.chain.iter().map(|link| link.0).collect();
            assert_eq!(distinct.len(), due + 1, "{}", workload.name);
        }
    }
}
