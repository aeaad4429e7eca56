//! The template of a badge program in C: it builds as its README says, needs
//! nothing later than WebAssembly 1.0, and runs alike on two runtimes.

#![allow(clippy::unwrap_used)] // A test may panic.
#![expect(clippy::disallowed_methods, reason = "a test starts what it tests")]

use badge_harness::tools::tool;
use std::fs;
use std::path::Path;
use std::process::Command;
use wasmparser::{Parser, Payload, Validator, WasmFeatures};

/// Imports of the badge (crates/badge/README.md).
const IMPORTS: [&str; 9] =
    ["blit", "buttons", "clock_ms", "led", "log", "millis", "random", "rect", "tone"];

#[test]
fn the_template_in_c_builds_and_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let clang = tool("clang").unwrap();
    if clang.version().is_none() {
        println!("skipped: template in C: {}", clang.supplied_by());
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("program.wasm");
    let build = Command::new("clang")
        .current_dir(root.join("workloads/templates/c"))
        .args(["@flags", "-Werror", "-o"])
        .arg(&file)
        .arg("program.c")
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&build.stderr);
    assert!(build.status.success(), "{words}");

    let module = fs::read(&file).unwrap();
    assert!(module.len() < 1024, "{} bytes", module.len());
    // Without even mutable globals across the boundary.
    Validator::new_with_features(WasmFeatures::FLOATS).validate_all(&module).unwrap();
    let mut exports = Vec::new();
    for payload in Parser::new(0).parse_all(&module) {
        match payload.unwrap() {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import.unwrap();
                    assert_eq!(import.module, "env");
                    assert!(IMPORTS.contains(&import.name), "{}", import.name);
                }
            }
            Payload::MemorySection(memories) => {
                let memory = memories.into_iter().next().unwrap().unwrap();
                assert_eq!((memory.initial, memory.maximum), (1, None));
            }
            Payload::ExportSection(section) => {
                exports.extend(section.into_iter().map(|export| export.unwrap().name));
            }
            _ => (),
        }
    }
    exports.sort_unstable();
    assert_eq!(exports, ["memory", "start", "update"]);
    runs_alike(root, &file);
}

/// Runs a module on two runtimes that cargo builds in short time, and that other
/// tests ask too.
fn runs_alike(root: &Path, module: &Path) {
    let run = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .current_dir(root)
        .args(["run", "--no-install", "--frames", "30", "--module"])
        .arg(module)
        .args(["-r", "spacewasm/default", "-r", "tinywasm/parser"])
        .output()
        .unwrap();
    let words =
        format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{words}");
    assert!(words.contains("the same pictures"), "{words}");
}
