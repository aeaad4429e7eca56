//! `emulate` and `run --target pybadge` as people use them: what they print,
//! the pictures they write, and what they say of a mistake.

#![allow(clippy::unwrap_used)] // A test may panic.
#![expect(clippy::disallowed_methods, reason = "a test starts what it tests")]

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::{Command, Output};

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap())
        .output()
        .unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn complained(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs a command that must succeed; what it printed.
#[track_caller]
fn good(arguments: &[&str]) -> String {
    let output = xtask(arguments);
    assert!(output.status.success(), "{}", complained(&output));
    printed(&output)
}

/// Runs a command that is used wrongly; what it said.
#[track_caller]
fn misused(arguments: &[&str]) -> String {
    let output = xtask(arguments);
    assert_eq!(output.status.code(), Some(2), "{}", complained(&output));
    complained(&output)
}

/// Pixels of a picture for each pixel of the display, each way.
const SCALE: usize = 3;

/// Pixels of a picture of the display.
fn pixels(file: &Path) -> Vec<u8> {
    let mut reader = png::Decoder::new(Cursor::new(fs::read(file).unwrap())).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let size = (info.width as usize, info.height as usize);
    assert_eq!(size, (160 * SCALE, 128 * SCALE));
    pixels
}

/// Frames of an animation.
fn frames(file: &Path) -> usize {
    let mut decoder = gif::DecodeOptions::new().read_info(fs::File::open(file).unwrap()).unwrap();
    std::iter::from_fn(|| decoder.read_next_frame().unwrap().map(|_| ())).count()
}

#[test]
fn a_run_is_told_and_shown() {
    let dir = tempfile::tempdir().unwrap();
    let (png, gif) = (dir.path().join("2.png"), dir.path().join("all.gif"));
    let (first, animation) = (png.to_str().unwrap(), gif.to_str().unwrap());
    let text = good(&[
        "emulate",
        "native",
        "-w",
        "plasma",
        "--frames",
        "4",
        "--png",
        "2",
        first,
        "--gif",
        animation,
        "--serial",
        "--per-frame",
    ]);
    assert!(text.contains("outcome: pass"), "{text}");
    // A line of the transcript as it came over the wire.
    assert!(text.contains("\"type\":\"frame\""), "{text}");
    let shown = pixels(&png);
    assert!(shown.iter().any(|&byte| byte != shown[0]), "one colour");
    assert_eq!(frames(&gif), 4);
}

#[test]
fn a_script_presses_buttons() {
    let dir = tempfile::tempdir().unwrap();
    let last = |name: &str, script: &str| {
        let file = dir.path().join(name);
        let path = file.to_str().unwrap();
        good(&["emulate", "native", "--frames", "30", "--keys", script, "--last", path]);
        pixels(&file)
    };
    let still = last("still.png", "29:");
    assert_ne!(still, last("moved.png", "10:right 12: 20:a 22:"));
    assert_eq!(still, last("again.png", "29:"));
}

#[test]
fn a_module_of_ones_own_runs_on_the_badge() {
    let dir = tempfile::tempdir().unwrap();
    let module = dir.path().join("own.wasm");
    let text = r#"(module
        (import "env" "rect" (func $rect (param i32 i32 i32 i32 i32)))
        (memory (export "memory") 1 1)
        (func (export "start"))
        (func (export "update")
            (call $rect (i32.const 10) (i32.const 20) (i32.const 30) (i32.const 40) (i32.const 224))))"#;
    fs::write(&module, wat::parse_str(text).unwrap()).unwrap();
    let picture = dir.path().join("own.png");
    let (module, file) = (module.to_str().unwrap(), picture.to_str().unwrap());
    good(&[
        "emulate",
        "spacewasm/default",
        "--module",
        module,
        "--frames",
        "3",
        "--png",
        "2",
        file,
    ]);
    let shown = pixels(&picture);
    let at = |x: usize, y: usize| {
        let bytes = shown.len() / (160 * SCALE * 128 * SCALE);
        &shown[(y * SCALE * 160 + x) * SCALE * bytes..][..bytes]
    };
    assert_ne!(at(10, 20), at(9, 20));
    assert_eq!(at(10, 20), at(39, 59));
    assert_ne!(at(39, 59), at(40, 59));
}

#[test]
fn one_line_per_config_on_the_badge() {
    let text = good(&["run", "--target", "pybadge", "-r", "native", "-w", "noop", "--frames", "3"]);
    let line = text.lines().find(|line| line.starts_with("native/default"));
    assert!(line.is_some_and(|line| line.contains("pass")), "{text}");
}

#[test]
fn mistakes_are_named() {
    let text = misused(&["emulate", "native", "--keys", "5:jump"]);
    assert!(text.contains("jump"), "{text}");
    let text = misused(&["emulate", "wazero"]);
    assert!(text.contains("wazero has no config"), "{text}");
    let text =
        misused(&["emulate", "native", "-w", "noop", "--frames", "3", "--png", "3", "a.png"]);
    assert!(text.contains("frame 3 is beyond the 3"), "{text}");
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("text.wasm");
    fs::write(&file, "no module").unwrap();
    let text = misused(&["emulate", "spacewasm/default", "--module", file.to_str().unwrap()]);
    assert!(text.contains("no WebAssembly module"), "{text}");
}
