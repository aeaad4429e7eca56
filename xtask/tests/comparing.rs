//! `cargo xtask compare`: what cannot be compared is told in one line, with exit
//! code 2, and two equal builds compare as equal.

#![expect(clippy::disallowed_methods, reason = "a test starts what it tests")]
#![allow(clippy::unwrap_used)] // A test may panic.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A light engine with firmware, and the config that both have.
const CONFIG: &str = "tinywasm/archive";
const ENGINE: &str = "tinywasm";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn compare(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("compare").args(arguments).current_dir(root());
    // What the tests ask for is there, or must be missed without the network.
    command.env("CARGO_NET_OFFLINE", "true").output().unwrap()
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Refused with this in the last line, and nothing printed.
#[track_caller]
fn refused(arguments: &[&str], parts: &[&str]) {
    let output = compare(arguments);
    let said = words(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert_eq!(words(&output.stdout), "", "{arguments:?}");
    let errors: Vec<&str> = said.lines().filter(|line| line.starts_with("error")).collect();
    assert_eq!(errors.len(), 1, "{said}");
    assert_eq!(said.lines().last(), errors.first().copied(), "{said}");
    for part in parts {
        assert!(errors[0].contains(part), "{part:?} is not in {said:?}");
    }
}

/// What git says of the results.
fn results() -> String {
    let mut git = Command::new("git");
    git.args(["status", "--porcelain", "--ignored", "--", "results"]).current_dir(root());
    words(&git.output().unwrap().stdout)
}

/// The sources of the pinned engine, as somebody's checkout of them.
fn checkout(to: &Path) {
    let mut metadata = Command::new(env!("CARGO"));
    metadata.args(["metadata", "--format-version", "1", "--locked"]).current_dir(root());
    let output = metadata.output().unwrap();
    let graph: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = graph["packages"].as_array().unwrap();
    let engine = packages.iter().find(|package| package["name"] == ENGINE).unwrap();
    let manifest = PathBuf::from(engine["manifest_path"].as_str().unwrap());
    copy(manifest.parent().unwrap(), to);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

#[test]
fn what_cannot_be_compared_is_told_before_anything_is_built() {
    let empty = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    fs::create_dir(other.path().join("src")).unwrap();
    fs::write(other.path().join("src/lib.rs"), "").unwrap();
    fs::write(other.path().join("Cargo.toml"), "[package]\nname = \"other\"\n").unwrap();
    let [empty, other] = [&empty, &other].map(|dir| dir.path().to_str().unwrap());
    refused(&["no-such", "--with", "1.0.0"], &["unknown runtime `no-such`", ENGINE]);
    refused(&["tinywasm/none", "--with", "1.0.0"], &["unknown config", "archive"]);
    refused(&["native", "--with", "1.0.0"], &["native cannot be compared"]);
    refused(&["v8", "--with", "1.0.0"], &["v8 cannot be compared", "kind none"]);
    refused(&[CONFIG, "--with", "/no/such"], &["neither a directory nor a version"]);
    refused(&[CONFIG, "--with", "2.0"], &["three numbers"]);
    refused(&[CONFIG, "--with", empty], &["no package tinywasm", "no Cargo.toml"]);
    refused(&[CONFIG, "--with", other], &["no package tinywasm", "there are: other"]);
    refused(&["wazero", "--with", other], &["no module", "no go.mod"]);
    refused(&[CONFIG, "--with", "1.0.0", "--tolerate", "nan"], &["--tolerate NaN"]);
    refused(&[CONFIG, "--with", "1.0.0", "--budget", "1e9"], &["--budget"]);
    refused(&[CONFIG, "--with", "1.0.0", "-w", "none"], &["unknown workload `none`"]);
}

/// One after the other, because all use the same place.
#[test]
fn equal_builds_are_equal_and_what_is_not_there_or_does_not_build_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let before = results();
    let engine = dir.path().join("engine");
    checkout(&engine);
    let with = engine.to_str().unwrap();
    let page = dir.path().join("page.md");
    refused(
        &[CONFIG, "--with", "9.9.9", "-w", "noop"],
        &["failed to select a version", "tinywasm = \"=9.9.9\""],
    );

    let few = ["-w", "noop", "--budget", "0.05", "--markdown", page.to_str().unwrap()];
    let equal = compare(&[&[CONFIG, "--with", with], &few[..]].concat());
    let (said, text) = (words(&equal.stderr), words(&equal.stdout));
    assert_eq!(equal.status.code(), Some(0), "{said}\n{text}");
    assert!(text.contains("nothing is worse"), "{text}");
    let place = root().join("target/compare/tinywasm");
    let programs = ["pinned", "theirs"]
        .map(|side| fs::read(place.join(side).join("archive/runner-tinywasm")).unwrap());
    assert!(programs[0] == programs[1], "equal sources become different programs");
    let page = fs::read_to_string(page).unwrap();
    let row = page.lines().find(|line| line.contains(CONFIG) && line.contains(" → "));
    assert!(row.is_some_and(|row| row.contains("even")), "{page}");
    let badge = page.split("On the emulated badge").nth(1).expect("firmware needs no tool");
    let row = badge.lines().find(|line| line.contains(CONFIG)).unwrap();
    assert_eq!(row.matches("(0.0 %)").count(), 4, "{page}");

    let lib = engine.join("src/lib.rs");
    let text = fs::read_to_string(&lib).unwrap();
    fs::write(&lib, format!("{text}\nconst WRONG: u32 = \"text\";\n")).unwrap();
    refused(
        &[CONFIG, "--with", with, "-w", "noop", "--no-badge"],
        &[CONFIG, "error[E0308]: mismatched types"],
    );
    assert_eq!(results(), before, "a comparison is stored");
}
