//! Bad input of every kind is told in one line, with exit code 2, before
//! anything is built; a closed pipe ends a command quietly.

#![expect(clippy::disallowed_methods, reason = "a test starts what it tests")]
#![allow(clippy::unwrap_used)] // A test may panic.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PROGRAM: &str = r#"(module (memory (export "memory") 1)
    (func (export "start")) (func (export "update")))"#;

fn xtask(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(arguments).current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap());
    command
}

/// Where neither cargo nor any other tool is to be had, so that whoever builds
/// fails otherwise than with exit code 2.
fn without_tools(arguments: &[&str]) -> Command {
    let mut command = xtask(arguments);
    command.env("PATH", "").env("CARGO", "/no/such/cargo");
    command
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Refused in one line that has all these parts.
#[track_caller]
fn refused(arguments: &[&str], parts: &[&str]) {
    let output = without_tools(arguments).output().unwrap();
    let said = words(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert_eq!(words(&output.stdout), "", "{arguments:?}");
    assert_eq!(said.lines().count(), 1, "{said}");
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in {said:?}");
    }
}

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn with(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), bytes).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }
}

#[test]
fn the_tools_are_really_hidden() {
    let files = Files::new();
    let module = files.with("good.wat", PROGRAM);
    let output =
        without_tools(&["run", "--no-install", "-r", "tinywasm/parser", "--module", &module])
            .output();
    assert_eq!(output.unwrap().status.code(), Some(1));
}

#[test]
fn a_bad_module_is_refused_by_every_command_that_takes_one() {
    let files = Files::new();
    let text = files.with("text.wasm", "hello");
    let wasi = files.with(
        "wasi.wat",
        r#"(module (import "wasi_snapshot_preview1" "fd_write" (func)) (import "env" "abort" (func)))"#,
    );
    let missing = files.path("none.wasm");
    let directory = files.path("");
    let cut = files.with("cut.wasm", &wat::parse_str(PROGRAM).unwrap()[..30]);
    let typo = files.with("typo.wat", "(module\n  (func $f i32.con 1))");
    for command in [&["run", "-r", "wasmi"][..], &["emulate", "wasmi"], &["flash", "wasmi"]] {
        for (file, parts) in [
            (text.as_str(), &["no WebAssembly module", "text"][..]),
            (
                wasi.as_str(),
                &[
                    "wasi_snapshot_preview1.fd_write, env.abort",
                    "memory, start, update",
                    "WASI",
                    "AssemblyScript",
                ],
            ),
            (missing.to_str().unwrap(), &["no such file"]),
            (directory.to_str().unwrap(), &["directory"]),
            (cut.as_str(), &["truncated: it ends after 30 bytes"]),
            (typo.as_str(), &["2:12: unknown operator"]),
        ] {
            refused(&[command, &["--module", file]].concat(), &[&[file][..], parts].concat());
        }
    }
}

#[test]
fn a_bad_call_is_refused() {
    let files = Files::new();
    let module = files
        .with("f.wat", r#"(module (func (export "f") (param i32 f32) (result v128) unreachable))"#);
    let call = |words: &[&'static str]| {
        ["run", "-r", "wasmi", "--module", &module, "--invoke"]
            .iter()
            .chain(words)
            .map(|word| (*word).to_owned())
            .collect::<Vec<String>>()
    };
    for (words, part) in [
        (&["f", "i32:zz", "f32:1"][..], "`zz` is no i32"),
        (&["f", "1"], "`f` takes (i32, f32), not (i32)"),
        (&["f", "1", "f32:nan:0x0"], "`nan:0x0` is no f32"),
        (&["g"], "no function `g`; there are `f`"),
        (&["f", "1", "f32:1", "--png", "x.png"], "options stand before --invoke"),
    ] {
        let call = call(words);
        refused(&call.iter().map(String::as_str).collect::<Vec<_>>(), &[part, &module]);
    }
    let output = without_tools(&["run", "--png", "x", "--module", &module, "--invoke", "f"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(words(&output.stderr).contains("cannot be used with"), "{}", words(&output.stderr));
}

#[test]
fn a_file_that_cannot_be_written_is_refused() {
    let files = Files::new();
    let module = files.with("good.wat", PROGRAM);
    let blocked = format!("{module}/x.png");
    let directory = files.0.path().to_str().unwrap();
    for file in ["/no/such/place/x.png", &blocked, directory, "/dev/null"] {
        let named = |option| format!("{option} {file}");
        for command in [
            &["run", "-r", "wasmi", "--png"][..],
            &["run", "-r", "wasmi", "--module", &module, "--png"],
            &["run", "-r", "native", "--target", "pybadge", "--png"],
            &["emulate", "wasmi", "--png", "3"],
        ] {
            refused(&[command, &[file]].concat(), &[&named("--png")]);
        }
        refused(&["emulate", "wasmi", "--gif", file], &[&named("--gif")]);
        refused(&["emulate", "wasmi", "--last", file], &[&named("--last")]);
    }
    refused(&["run", "-r", "wasmi", "--frames", "0", "--png", "x.png"], &["--png"]);
    refused(&["flash", "wasmi", "--mount", directory], &["--mount", directory]);
}

#[test]
fn frames_that_a_workload_does_not_have_are_refused() {
    refused(&["run", "-r", "wasmi", "--frames", "601"], &["badge has 600 frames"]);
    refused(&["run", "-r", "wasmi", "-t", "pybadge", "--frames", "601"], &["badge has 600"]);
    refused(&["emulate", "wasmi", "--frames", "601"], &["badge has 600 frames"]);
    refused(&["emulate", "wasmi", "--frames", "3", "--png", "3", "x.png"], &["beyond the 3"]);
}

/// The last lines are rows, which name what is missing.
#[test]
fn who_names_no_runtime_is_told_before_anything_starts() {
    let files = Files::new();
    let module = files.with("good.wat", PROGRAM);
    let output = without_tools(&["run", "--no-install", "--module", &module]).output().unwrap();
    let said = words(&output.stderr);
    let first = said.lines().next().unwrap_or_default();
    assert!(first.contains("without -r") && first.contains("`-r "), "{said}");
    let output =
        without_tools(&["run", "--no-install", "-r", "tinywasm/parser", "--module", &module])
            .output();
    assert!(!words(&output.unwrap().stderr).contains("without -r"));
}

#[test]
fn an_invalid_module_is_warned_of_and_goes_on() {
    let files = Files::new();
    let module = files.with("ill.wat", r#"(module (func (export "f") (result i32) f32.const 1))"#);
    let output =
        xtask(&["run", "-r", "tinywasm/parser", "--module", &module, "--invoke", "f"]).output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(words(&output.stderr).contains("warning: "), "{}", words(&output.stderr));
    assert!(words(&output.stdout).contains("compile: invalid"), "{}", words(&output.stdout));
}

#[track_caller]
fn calls(module: &str, call: &[&str], result: &str) {
    let arguments =
        [&["run", "-r", "tinywasm/parser", "--module", module, "--invoke"], call].concat();
    let output = xtask(&arguments).output().unwrap();
    let said = words(&output.stdout);
    let line = said.lines().find_map(|line| line.strip_prefix("tinywasm/parser"));
    assert_eq!(line.map(str::trim), Some(result), "{said}{}", words(&output.stderr));
    assert!(output.status.success());
}

#[test]
fn what_is_printed_can_be_given_back() {
    let files = Files::new();
    let module = files.with(
        "same.wat",
        r#"(module (func (export "f32") (param f32) (result f32) local.get 0)
            (func (export "f64") (param f64) (result f64) local.get 0)
            (func (export "i64") (param i64) (result i64) local.get 0))"#,
    );
    for value in [
        "f32:NaN",
        "f32:nan:0x200001",
        "f32:-nan:0x1",
        "f32:-inf",
        "f32:1e-45",
        "f64:5e-324",
        "f64:-0.0",
        "f64:nan:0x1",
        "f64:1.7976931348623157e308",
        "i64:-9223372036854775808",
    ] {
        calls(&module, &[&value[..3], value], value);
    }
    calls(&module, &["f32", "f32:nan"], "f32:NaN");
    calls(&module, &["i64", "i64:18446744073709551615"], "i64:-1");
}

#[test]
fn names_of_exports_may_be_anything() {
    let files = Files::new();
    let names = ["", "a b", "-x", "--png", "ü✓", "i32:1"];
    let functions: String = names
        .iter()
        .enumerate()
        .map(|(n, name)| format!(r#"(func (export "{name}") (result i32) i32.const {n})"#))
        .collect();
    let module = files.with("odd.wat", format!("(module {functions})"));
    for (n, name) in names.iter().enumerate() {
        calls(&module, &[name], &format!("i32:{n}"));
    }
}

#[test]
fn a_function_may_have_as_many_results_as_engines_allow() {
    let files = Files::new();
    let results = |count: usize| {
        let (types, values): (String, String) =
            (0..count).map(|n| (" i32".to_owned(), format!(" i32.const {n}"))).unzip();
        format!(r#"(module (func (export "f") (result{types}){values}))"#)
    };
    let printed: Vec<String> = (0..1000).map(|n| format!("i32:{n}")).collect();
    calls(&files.with("many.wat", results(1000)), &["f"], &printed.join(" "));
}

/// What a command does whose standard output nobody reads.
#[track_caller]
fn unread(arguments: &[&str], code: i32) {
    let mut child = xtask(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    assert_eq!((status.code(), words(&stderr).as_str()), (Some(code), ""), "{arguments:?}");
}

#[test]
fn a_closed_standard_output_ends_a_command_quietly() {
    unread(&["list"], 141);
    unread(&["doctor"], 141);
    unread(&["--help"], 0);
    unread(&["report", "--help"], 0);
}

#[test]
fn a_closed_standard_error_does_not_hide_the_exit_code() {
    for (arguments, code) in [(&["list", "-r", "nobody"][..], 2), (&["nothing"], 2)] {
        let mut child = xtask(arguments).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stderr.take());
        assert_eq!(child.wait().unwrap().code(), Some(code), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_an_error() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = xtask(&["list"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(words(&output.stderr).contains("cannot write to standard output"));
}
