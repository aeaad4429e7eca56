use super::{Purpose, appearance::Appearance, appearance::appearance, check};
use std::path::Path;

/// What is wrong with a module in the text format, nothing if all is well.
fn said(text: &str, call: Option<&[&str]>) -> String {
    let wasm = wat::parse_str(text).unwrap();
    let call: Option<Vec<String>> = call.map(|c| c.iter().map(|&word| word.into()).collect());
    let purpose = call.as_deref().map_or(Purpose::Badge, Purpose::Call);
    check(&wasm, purpose).err().unwrap_or_default()
}

#[track_caller]
fn says(text: &str, parts: &[&str]) {
    let said = said(text, None);
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in {said:?}");
    }
    assert!(!said.contains('\n'), "{said}");
}

const GOOD: &str = r#"(module
    (import "env" "rect" (func (param i32 i32 i32 i32 i32)))
    (import "env" "buttons" (func (result i32)))
    (memory (export "memory") 1) (func (export "start")) (func (export "update")))"#;

#[test]
fn a_badge_program_is_taken() {
    assert_eq!(said(GOOD, None), "");
}

#[test]
fn everything_that_is_missing_is_named_at_once() {
    says(
        r#"(module (import "x" "y" (func)) (import "env" "table" (table 1 funcref))
            (import "env" "led" (func (param i64 i32)))
            (global (export "start") i32 (i32.const 0))
            (func (export "update") (result i32) i32.const 0))"#,
        &[
            "x.y, env.table (table), env.led as (i64, i32) -> (), which is offered as (i32, i32)",
            "from env: rect, blit, buttons, millis, random, led, tone, log, clock_ms",
            "does not export memory, start as () -> () (it is global), update as () -> () (it is () -> (i32))",
        ],
    );
}

#[test]
fn tool_chains_are_told_apart_by_what_they_import() {
    let import = |module: &str, name: &str| {
        format!(
            r#"(module (import "{module}" "{name}" (func)) (memory (export "memory") 1)
            (func (export "start")) (func (export "update")))"#
        )
    };
    for (module, name, advice) in [
        ("wasi_snapshot_preview1", "fd_write", "WASI"),
        ("wasi:cli/stdout@0.2.0", "get-stdout", "WASI"),
        ("env", "abort", "AssemblyScript"),
        ("env", "emscripten_resize_heap", "emscripten"),
        ("a", "b", "emscripten"),
        ("wbg", "__wbg_new", "wasm-bindgen"),
        ("__wbindgen_placeholder__", "x", "wasm-bindgen"),
        ("gojs", "runtime.wasmExit", "TinyGo"),
    ] {
        says(&import(module, name), &[&format!("{module}.{name}"), advice]);
    }
    assert!(!said(&import("env", "other"), None).contains("emscripten"));
    says(r#"(module (func (export "_start")))"#, &["_start is never called"]);
    says(r#"(module (@custom "linking" "\02"))"#, &["object file"]);
}

#[test]
fn a_cartridge_of_wasm_4_is_named_and_nothing_like_it() {
    let cartridge = r#"(module (import "env" "memory" (memory 1 1))
        (import "env" "blit" (func (param i32 i32 i32 i32 i32 i32)))
        (import "env" "tone" (func (param i32 i32 i32 i32))) (func (export "update")))"#;
    says(cartridge, &["WASM-4 cartridge", "env.memory (memory)"]);
    for (from, to) in [("\"blit\"", "\"draw\""), ("\"memory\"", "\"pages\"")] {
        let other = said(&cartridge.replace(from, to), None);
        assert!(!other.is_empty() && !other.contains("WASM-4"), "{other}");
    }
}

#[test]
fn later_proposals_are_left_to_the_engines() {
    for text in [
        r#"(module (import "env" "led" (func (param i32 i32))) (memory (export "memory") i64 1)
            (rec (type $a (struct (field i32))) (type $f (func (param (ref null $a)))))
            (func (type $f)) (tag) (func (export "start")) (func (export "update")
            (drop (v128.const i32x4 0 0 0 0)) (return_call 1)))"#,
        // Ill-typed, which validation is to find.
        r#"(module (memory (export "memory") 1) (func (export "start"))
            (func (export "update") (i32.add)))"#,
    ] {
        assert_eq!(said(text, None), "");
    }
}

const CALLED: &str = r#"(module
    (func (export "f") (param i32 f64) (result i32) local.get 0)
    (func (export "") (param f32)) (func (export "a b")) (func (export "r") (param externref))
    (global (export "g") i32 (i32.const 0)))"#;

#[test]
fn a_call_that_fits_is_taken() {
    for call in [
        &["f", "1", "f64:-0.0"][..],
        &["f", "i32:-1", "f64:nan:0x1"],
        &["f", "i32:4294967295", "f64:5e-324"],
        &["", "f32:inf"],
        &["a b"],
    ] {
        assert_eq!(said(CALLED, Some(call)), "", "{call:?}");
    }
}

#[test]
fn a_call_that_does_not_fit_is_refused_with_the_reason() {
    for (call, reason) in [
        (&["f", "i32:zz", "f64:0"][..], "argument 1 of `f`, `i32:zz`: `zz` is no i32"),
        (&["f", "1", "i31:0"], "argument 2 of `f`, `i31:0`: expected TYPE:NUMBER"),
        (&["f", "i32:4294967296", "f64:0"], "`4294967296` is no i32"),
        (&["", "f32:nan:0x800000"], "`nan:0x800000` is no f32"),
        (&["f", "1"], "`f` takes (i32, f64), not (i32)"),
        (&["f"], "`f` takes (i32, f64), not ()"),
        (&["f", "1", "2"], "`f` takes (i32, f64), not (i32, i32)"),
        (&["f", "1", "f64:2", "3"], "`f` takes (i32, f64), not (i32, f64, i32)"),
        (&["r", "i32:0"], "`r` takes (externref), not (i32); a reference cannot be given"),
        (&["g"], "its export `g` is no function: global"),
        (&["h"], "it exports no function `h`; there are `f`, ``, `a b`, `r`"),
        (&["a b", "--png", "x"], "options stand before --invoke"),
        (&[], "needs the name of an export"),
    ] {
        let said = said(CALLED, Some(call));
        assert!(said.contains(reason), "{call:?}: {said}");
    }
    assert!(said("(module)", Some(&["f"])).contains("it exports none at all"));
    let many: String = (0..30).map(|n| format!("(func (export \"e{n}\"))")).collect();
    let said = said(&format!("(module {many})"), Some(&["f"]));
    assert!(said.contains("`e19`, and 10 more") && !said.contains("e20"), "{said}");
}

#[test]
fn a_call_needs_no_badge_program_but_its_imports() {
    assert_eq!(said(r#"(module (func (export "f")))"#, Some(&["f"])), "");
    let needy = r#"(module (import "x" "y" (func)) (func (export "f")))"#;
    assert!(said(needy, Some(&["f"])).contains("x.y"));
}

#[test]
fn a_module_cut_anywhere_between_sections_and_inside_is_told() {
    let whole = wat::parse_str(GOOD).unwrap();
    let mut truncated = 0;
    for length in 8..whole.len() {
        // Between sections it is a module that lacks something.
        let reason = check(&whole[..length], Purpose::Badge).expect_err("cut");
        truncated += usize::from(reason.contains("truncated: it ends after"));
    }
    assert!(truncated > whole.len() / 2, "{truncated} of {}", whole.len());
    let mut garbage = whole;
    garbage.extend([1, 0xff, 0xff, 0xff, 0xff, 0x7f]);
    let reason = check(&garbage, Purpose::Badge).expect_err("garbage");
    assert!(reason.contains("malformed"), "{reason}");
}

#[test]
fn what_is_no_module_is_said_to_be_what_it_looks_like() {
    for (name, bytes, looks) in [
        ("a.wasm", &b""[..], "empty"),
        ("a.wasm", b"\0asm", "truncated: it ends after 4 bytes"),
        ("a.wasm", b"\0asm\x02\0\0\0", "version 2"),
        ("a.wasm", b"\0asm\x0d\0\x01\0", "component"),
        ("a.wasm", b"\x7fELF\x02", "ELF"),
        ("a.wasm", b"!<arch>\n", "static library"),
        ("a.wasm", b"hello\nworld", "looks like text: \"hello\""),
        ("a.wasm", b"\xff\xfe\0\x01", "begins with ff fe 00 01"),
        ("a.wast", b"(module)", "script of assertions"),
    ] {
        match appearance(Path::new(name), bytes) {
            Appearance::Other(what) => assert!(what.contains(looks), "{what}"),
            _ => panic!("{looks} was taken"),
        }
    }
    for (name, text) in [("a.wat", "nonsense"), ("a", " ;; c\n (; d ;) (module)")] {
        assert!(matches!(appearance(Path::new(name), text.as_bytes()), Appearance::Text(_)));
    }
}
