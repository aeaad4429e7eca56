//! `run --cart` and `carts`: cartridges of WASM-4 on engines.

#![expect(clippy::disallowed_methods, reason = "a test starts what it tests")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// Draws as the console's vectors `rect-fill-outline` and `rect-fill-outline-43`
/// do; the colours come from a data segment over a register, and the others are
/// chosen by the first gamepad.
const GAME: &str = r#"(module
    (import "env" "memory" (memory 1 1))
    (import "env" "rect" (func $rect (param i32 i32 i32 i32)))
    (import "env" "tone" (func $tone (param i32 i32 i32 i32)))
    (data (i32.const 0x14) "\21\00")
    (func $other (i32.store16 (i32.const 0x14) (i32.const 0x43)))
    (func (export "_start") (result i32) (i32.const 7))
    (func (export "update")
        (if (i32.and (i32.load8_u (i32.const 0x16)) (i32.const 1)) (then (call $other)))
        (call $tone (i32.const 440) (i32.const 10) (i32.const 100) (i32.const 0))
        (call $rect (i32.const 10) (i32.const 20) (i32.const 30) (i32.const 40))))"#;

/// CRC-32 of these vectors, as the console's web runtime computes them.
const FIRST: &str = "7eed4eb8";
const OTHER: &str = "87da7f1c";

/// Traps in its third tick.
const TRAPS: &str = r#"(module
    (import "env" "memory" (memory 1 1))
    (func (export "update")
        (i32.store (i32.const 0x2000) (i32.add (i32.load (i32.const 0x2000)) (i32.const 1)))
        (if (i32.eq (i32.load (i32.const 0x2000)) (i32.const 3)) (then unreachable))))"#;

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .output()
        .expect("xtask runs")
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A directory with these files, and what a path in it is called.
fn directory(files: &[(&str, &str)]) -> (TempDir, impl Fn(&str) -> String + use<>) {
    let dir = tempfile::tempdir().expect("a directory");
    for (name, text) in files {
        let bytes = match name.ends_with(".wasm") {
            true => wat::parse_str(text).expect("a module"),
            false => text.as_bytes().to_vec(),
        };
        fs::write(dir.path().join(name), bytes).expect("a file");
    }
    let root = dir.path().to_path_buf();
    (dir, move |name: &str| root.join(name).display().to_string())
}

#[test]
fn a_cartridge_shows_what_the_console_shows_on_every_engine() {
    let (_dir, path) = directory(&[("game.wat", GAME)]);
    let (crc, png, gif) = (path("crc"), path("last.png"), path("game.gif"));
    let game = path("game.wat");
    let mut arguments = vec!["run", "--cart", &game, "--frames", "5", "--pads", "2:x+z 3:"];
    arguments.extend(["--crc", &crc, "--png", &png, "--gif", &gif]);
    arguments.extend(["-r", "wasm3", "-r", "spacewasm", "-r", "tinywasm"]);
    let output = xtask(&arguments);
    let said = words(&output.stdout);
    assert!(output.status.success(), "{said}{}", words(&output.stderr));
    assert!(said.contains("the same pictures and tones on every config that ran"), "{said}");
    let expected: String = [FIRST, FIRST, OTHER, OTHER, OTHER]
        .iter()
        .enumerate()
        .map(|(tick, crc)| format!("{tick} {crc}\n"))
        .collect();
    assert_eq!(fs::read_to_string(&crc).expect("checksums"), expected);
    assert!(fs::read(&png).expect("a picture").starts_with(b"\x89PNG"));
    assert!(fs::read(&gif).expect("an animation").starts_with(b"GIF89a"));
}

/// Calls every import that draws, and the disk, with arguments that a guest makes
/// up: on the screen, around it, far away and at the ends of 32 bits. What each
/// call drew goes into a tone, because the next may draw over it.
const RANDOM: &str = r#"(module
    (import "env" "memory" (memory 1 1))
    (import "env" "blit" (func $blit (param i32 i32 i32 i32 i32 i32)))
    (import "env" "blitSub"
        (func $blitSub (param i32 i32 i32 i32 i32 i32 i32 i32 i32)))
    (import "env" "line" (func $line (param i32 i32 i32 i32)))
    (import "env" "hline" (func $hline (param i32 i32 i32)))
    (import "env" "vline" (func $vline (param i32 i32 i32)))
    (import "env" "oval" (func $oval (param i32 i32 i32 i32)))
    (import "env" "rect" (func $rect (param i32 i32 i32 i32)))
    (import "env" "text" (func $text (param i32 i32 i32)))
    (import "env" "textUtf8" (func $textUtf8 (param i32 i32 i32 i32)))
    (import "env" "textUtf16" (func $textUtf16 (param i32 i32 i32 i32)))
    (import "env" "tone" (func $tone (param i32 i32 i32 i32)))
    (import "env" "diskr" (func $diskr (param i32 i32) (result i32)))
    (import "env" "diskw" (func $diskw (param i32 i32) (result i32)))
    (global $state (mut i32) (i32.const 1))

    ;; Numerical Recipes' generator; its upper bits come first, as they are better.
    (func $any (result i32)
        (global.set $state (i32.add (i32.const 1013904223)
            (i32.mul (global.get $state) (i32.const 1664525))))
        (i32.rotl (global.get $state) (i32.const 16)))
    (func $below (param $end i32) (result i32)
        (i32.rem_u (call $any) (local.get $end)))

    ;; A coordinate or a length.
    (func $number (result i32)
        (local $kind i32)
        (local.set $kind (call $below (i32.const 16)))
        (if (i32.lt_u (local.get $kind) (i32.const 10))
            (then (return (i32.sub (call $below (i32.const 200)) (i32.const 20)))))
        (if (i32.lt_u (local.get $kind) (i32.const 13))
            (then (return (i32.sub (call $below (i32.const 1000)) (i32.const 400)))))
        (if (i32.lt_u (local.get $kind) (i32.const 14))
            (then (return (i32.sub (call $below (i32.const 140000)) (i32.const 70000)))))
        (if (i32.lt_u (local.get $kind) (i32.const 15)) (then (return (call $any))))
        (i32.add (i32.const 0x7ffffffe) (call $below (i32.const 5))))

    ;; An address: anywhere, in the frame buffer, at the end of memory, outside.
    (func $address (result i32)
        (local $kind i32)
        (local.set $kind (call $below (i32.const 8)))
        (if (i32.lt_u (local.get $kind) (i32.const 4))
            (then (return (call $below (i32.const 0x10000)))))
        (if (i32.lt_u (local.get $kind) (i32.const 6))
            (then (return (call $below (i32.const 0x1a00)))))
        (if (i32.lt_u (local.get $kind) (i32.const 7))
            (then (return (i32.add (i32.const 65500) (call $below (i32.const 100))))))
        (call $any))
    ;; Where the disk may read and write: behind the frame buffer.
    (func $place (result i32) (i32.add (i32.const 0x2000) (call $below (i32.const 0x8000))))

    (func $inks (i32.store16 (i32.const 0x14) (call $any)))
    (func $hear
        (local $at i32) (local $hash i32)
        (local.set $at (i32.const 0xa0))
        (loop $next
            (local.set $hash (i32.mul (i32.const 0x01000193)
                (i32.xor (local.get $hash) (i32.load (local.get $at)))))
            (local.set $hash (i32.rotl (local.get $hash) (i32.const 5)))
            (local.set $at (i32.add (local.get $at) (i32.const 4)))
            (br_if $next (i32.lt_u (local.get $at) (i32.const 0x19a0))))
        (call $tone (local.get $hash) (call $any) (call $any) (call $any))
        (call $inks))

    (func $calls
        (call $blit (call $address) (call $number) (call $number)
            (call $number) (call $number) (call $any))
        (call $hear)
        (call $blitSub (call $address) (call $number) (call $number)
            (call $number) (call $number) (call $number) (call $number)
            (call $number) (call $any))
        (call $hear)
        (call $line (call $number) (call $number) (call $number) (call $number))
        (call $hear)
        (call $hline (call $number) (call $number) (call $number))
        (call $hear)
        (call $vline (call $number) (call $number) (call $number))
        (call $hear)
        (call $oval (call $number) (call $number) (call $number) (call $number))
        (call $hear)
        (call $rect (call $number) (call $number) (call $number) (call $number))
        (call $hear)
        (call $text (call $address) (call $number) (call $number))
        (call $hear)
        (call $textUtf8 (call $address) (call $number) (call $number) (call $number))
        (call $hear)
        (call $textUtf16 (call $address) (call $number) (call $number) (call $number))
        (call $hear)
        (call $tone (i32.const 0) (call $any) (i32.const 0)
            (call $diskw (call $place) (call $below (i32.const 1500))))
        (call $tone (i32.const 0) (call $any) (i32.const 0)
            (call $diskr (call $place) (call $below (i32.const 1500)))))

    (func (export "start")
        (local $at i32)
        (local.set $at (i32.const 0x2000))
        (loop $next
            (i32.store (local.get $at) (call $any))
            (local.set $at (i32.add (local.get $at) (i32.const 4)))
            (br_if $next (i32.lt_u (local.get $at) (i32.const 0x10000)))))
    (func (export "update")
        (local $left i32)
        (i64.store (i32.const 0x04) (i64.extend_i32_u (call $any)))
        (i64.store (i32.const 0x0c) (i64.extend_i32_s (call $any)))
        ;; Bit 0 keeps the frame buffer. A memory of one page cannot grow, and
        ;; growing it by nothing is no reason to lose it.
        (i32.store8 (i32.const 0x1f) (call $any))
        (i32.store (i32.const 0x2000) (memory.grow (call $below (i32.const 2))))
        (local.set $left (i32.const 20))
        (loop $next
            (call $calls)
            (local.set $left (i32.sub (local.get $left) (i32.const 1)))
            (br_if $next (local.get $left)))))"#;

#[test]
fn consoles_in_other_languages_draw_what_ours_draws() {
    let (_dir, path) = directory(&[("random.wat", RANDOM)]);
    let game = path("random.wat");
    let mut arguments =
        vec!["run", "--cart", &game, "--frames", "60", "-r", "tinywasm", "-r", "v8"];
    // Shells that a machine may lack; Node is among the tools of every suite.
    for (shell, runtime) in
        [("jsc", "javascriptcore"), ("js102", "spidermonkey"), ("js78", "spidermonkey78")]
    {
        if on_path(shell) {
            arguments.extend(["-r", runtime]);
        }
    }
    let output = xtask(&arguments);
    let said = words(&output.stdout);
    assert!(output.status.success(), "{said}{}", words(&output.stderr));
    assert!(said.contains("the same pictures and tones on every config that ran"), "{said}");
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|directory| directory.join(program).is_file())
}

#[test]
fn what_went_wrong_is_told_and_what_was_shown_before_is_kept() {
    let (_dir, path) = directory(&[("traps.wat", TRAPS)]);
    let (cart, crc) = (path("traps.wat"), path("crc"));
    let output = xtask(&["run", "-r", "wasm3", "--cart", &cart, "--frames", "5", "--crc", &crc]);
    assert!(!output.status.success());
    let said = words(&output.stdout);
    assert!(said.contains("unreachable in frame 2"), "{said}");
    assert_eq!(fs::read_to_string(&crc).expect("checksums"), "0 01f3134b\n1 01f3134b\n");
}

#[test]
fn what_is_no_cartridge_is_named_before_anything_is_built() {
    let large = format!(r#"(data "{}")"#, "x".repeat(65_536));
    let cases = [
        (r#""update""#, r#""update" (param i32)"#, "it exports update as (i32) -> ()"),
        ("memory 1 1", "memory 2", "it imports a memory of 2 to any number pages"),
        (
            "(data (i32.const 0x14)",
            "(memory 1) (data (i32.const 0x14)",
            "it has a memory of its own",
        ),
        ("\"tone\"", "\"abort\"", "it imports what nothing here offers: env.abort"),
        ("(data (i32.const 0x14)", &format!("{large} (data (i32.const 0x14)"), "at most 65536"),
    ];
    for (from, to, reason) in cases {
        let text = match to.contains("param") {
            true => GAME.replace("(export \"update\")", "(export \"update\") (param i32)"),
            false => GAME.replace(from, to),
        };
        let (_dir, path) = directory(&[("game.wat", &text)]);
        let output = xtask(&["run", "-r", "wasm3", "--cart", &path("game.wat")]);
        let said = words(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(reason) && said.contains("--cart"), "{said}");
    }
    let (_dir, path) = directory(&[("game.wat", GAME)]);
    let output = xtask(&["run", "-r", "wasm3", "--module", &path("game.wat")]);
    let said = words(&output.stderr);
    assert!(output.status.code() == Some(2) && said.contains("run --cart FILE"), "{said}");
}

#[test]
fn a_directory_becomes_a_table_and_what_was_played_is_not_played_again() {
    let text = "no module";
    let (_dir, path) =
        directory(&[("game.wasm", GAME), ("traps.wasm", TRAPS), ("other.txt", text)]);
    fs::write(path("broken.wasm"), text).expect("a file");
    let (carts, out) = (path(""), path("pages"));
    let survey = || {
        let runtimes = ["-r", "wasm3", "-r", "tinywasm"];
        let output =
            xtask(&[&["carts", &carts, "--frames", "30", "--out", &out], &runtimes[..]].concat());
        let said = words(&output.stdout);
        assert!(output.status.success(), "{said}{}", words(&output.stderr));
        assert!(said.contains("wasm3/default: 1 of 2 run, 0 differ"), "{said}");
        fs::read_to_string(path("pages/README.md")).expect("a page")
    };
    let page = survey();
    for part in ["| `game.wasm` |", "unreachable in frame 2", "`broken.wasm`"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    // Times would differ if anything were played again.
    assert_eq!(survey(), page);
    let html = fs::read_to_string(path("pages/index.html")).expect("a page");
    assert!(html.contains("<td>game.wasm") && !html.contains("http"), "{html}");
}

/// The last word of the row of a config.
fn link(said: &str, config: &str) -> String {
    let row = said.lines().find(|line| line.starts_with(config));
    let row = row.unwrap_or_else(|| panic!("no row of {config}: {said}"));
    row.split_whitespace().next_back().unwrap_or_default().to_owned()
}

#[test]
fn a_cartridge_ends_on_the_badge_as_it_does_on_a_pc() {
    let (_dir, path) = directory(&[("game.wat", GAME)]);
    let game = path("game.wat");
    let play = |target: &str| {
        let output = xtask(&[
            "run",
            "--cart",
            &game,
            "--frames",
            "20",
            "--pads",
            "2:x 9:",
            "-r",
            "spacewasm/default",
            "--target",
            target,
        ]);
        assert!(output.status.success(), "{}", words(&output.stderr));
        link(&words(&output.stdout), "spacewasm/default")
    };
    assert_eq!(play("pybadge"), play("host"));
}

#[test]
fn pictures_and_calls_from_the_badge_are_refused_with_the_way_to_them() {
    let (_dir, path) = directory(&[("game.wat", GAME)]);
    let (game, png) = (path("game.wat"), path("game.png"));
    let arguments = ["run", "--cart", &game, "-r", "spacewasm", "-t", "pybadge", "--png", &png];
    let output = xtask(&arguments);
    assert_eq!(output.status.code(), Some(2));
    assert!(words(&output.stderr).contains("cargo xtask emulate"), "{}", words(&output.stderr));
}

#[test]
fn the_cartridges_of_this_repository_end_as_recorded() {
    let (_dir, path) = directory(&[]);
    let out = path("pages");
    let output = xtask(&["carts", "-r", "tinywasm/parser", "-r", "wasm3/default", "--out", &out]);
    let said = words(&output.stdout);
    for config in ["tinywasm/parser", "wasm3/default"] {
        assert!(said.contains(&format!("{config}: 5 of 5 run, 0 differ")), "{said}");
    }
}
