//! `c/runtime.c` under modules that trap, translated and compiled here: the
//! workloads show three kinds of trap only.

use std::fs;
use std::path::Path;
use std::process::Command;

const MODULE: &str = r#"(module
    (import "env" "log" (func $log (param i32 i32)))
    (import "env" "random" (func $random (result i32)))
    (type $none (func))
    (type $number (func (result i32)))
    (memory (export "memory") 1)
    (table 4 funcref)
    (elem (i32.const 0) $nothing $one)
    (global $which (mut i32) (i32.const 0))
    (global $count (mut i32) (i32.const 0))
    (func $nothing)
    (func $one (result i32) i32.const 1)
    (func $recurse (result i32)
        (i32.add (call $recurse) (i32.load (i32.const 0))))
    (func (export "start"))
    ;; Each call does the next of these; the number of calls survives all.
    (func (export "update")
        (global.set $count (i32.add (global.get $count) (i32.const 1)))
        (i32.store (i32.const 4) (global.get $count))
        (global.set $which (call $random))
        (if (i32.eq (global.get $which) (i32.const 1)) (then unreachable))
        (if (i32.eq (global.get $which) (i32.const 2))
            (then (drop (i32.load (i32.const 65533)))))
        (if (i32.eq (global.get $which) (i32.const 3))
            (then (i64.store offset=4294967295 (i32.const -1) (i64.const 1))))
        (if (i32.eq (global.get $which) (i32.const 4))
            (then (drop (i32.div_u (i32.const 1) (i32.load (i32.const 0))))))
        (if (i32.eq (global.get $which) (i32.const 5))
            (then (drop (i32.div_s (i32.const 0x80000000)
                (i32.sub (i32.load (i32.const 0)) (i32.const 1))))))
        (if (i32.eq (global.get $which) (i32.const 6))
            (then (drop (i32.trunc_f32_s (f32.const nan)))))
        (if (i32.eq (global.get $which) (i32.const 7))
            (then (call_indirect (type $none) (i32.const 3))))
        (if (i32.eq (global.get $which) (i32.const 8))
            (then (call_indirect (type $none) (i32.const 1))))
        (if (i32.eq (global.get $which) (i32.const 9))
            (then (call_indirect (type $none) (i32.const 4))))
        (if (i32.eq (global.get $which) (i32.const 10))
            (then (drop (call $recurse))))
        (if (i32.eq (global.get $which) (i32.const 11))
            (then (call $log (i32.const -1) (i32.const 1))))
        (if (i32.eq (global.get $which) (i32.const 12))
            (then (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable))
                (if (i32.ne (memory.grow (i32.const 0)) (i32.const 1)) (then unreachable))))
        (if (i32.eq (global.get $which) (i32.const 13))
            (then (call_indirect (type $none) (i32.const 0))
                (drop (call_indirect (type $number) (i32.const 1)))))))"#;

/// Prints the trap of each call and the count in memory; refuses every `log`.
const HARNESS: &str = r#"
#include "guest.h"
#include "traps.h"
#include <stdio.h>

static Z_traps_instance_t traps;
static int32_t which;

static void instantiate(struct Z_env_instance_t *host)
{
    Z_traps_init_module();
    Z_traps_instantiate(&traps, host);
}
static void start(void) { Z_trapsZ_start(&traps); }
static void update(void) { Z_trapsZ_update(&traps); }
static wasm_rt_memory_t *memory(void) { return Z_trapsZ_memory(&traps); }
static const struct badge_guest guest = { "traps", instantiate, start, update, memory };

int32_t badge_w2c_rect(struct Z_env_instance_t *e, int32_t a, int32_t b, int32_t c, int32_t d,
                       int32_t f) { return 1; }
int32_t badge_w2c_blit(struct Z_env_instance_t *e, int32_t a, int32_t b, int32_t c, int32_t d,
                       int32_t f, int32_t g) { return 1; }
int32_t badge_w2c_buttons(struct Z_env_instance_t *e) { return 0; }
int32_t badge_w2c_millis(struct Z_env_instance_t *e) { return 0; }
int32_t badge_w2c_random(struct Z_env_instance_t *e) { return which; }
int32_t badge_w2c_clock_ms(struct Z_env_instance_t *e) { return 0; }
int32_t badge_w2c_led(struct Z_env_instance_t *e, int32_t a, int32_t b) { return 1; }
int32_t badge_w2c_tone(struct Z_env_instance_t *e, int32_t a, int32_t b) { return 1; }
int32_t badge_w2c_log(struct Z_env_instance_t *e, int32_t a, int32_t b) { return 0; }

int main(void)
{
    int trap = badge_w2c_instantiate(&guest, NULL);
    if (!trap)
        trap = badge_w2c_call(start);
    printf("%d", trap);
    for (which = 0; which < 14; which++)
        printf(" %d", badge_w2c_call(update));
    uint32_t size, count;
    memcpy(&count, badge_w2c_memory(&guest, &size) + 4, sizeof count);
    printf(" | %u %u\n", count, size);
}
"#;

/// The `wasm_rt_trap_t` of start, then of each update; 6 is any failure of
/// `call_indirect`, 8 an exhausted stack, 64 a refusing host function. The
/// state survives every trap, and memory did not grow.
const EXPECTED: &str = "0 0 5 1 1 3 2 4 6 6 6 8 64 0 0 | 14 65536\n";

#[track_caller]
fn run(command: &mut Command, advice: &str) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}; {advice}"));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?}: {}: {words}", output.status);
    String::from_utf8(output.stdout).expect("text")
}

#[track_caller]
fn check(optimisation: &str, guard_pages: bool) {
    let dir = tempfile::tempdir().expect("a directory");
    let at = |name: &str| dir.path().join(name);
    let c = Path::new(env!("CARGO_MANIFEST_DIR")).join("c");
    fs::write(at("traps.wasm"), wat::parse_str(MODULE).expect("a module")).expect("written");
    fs::write(at("harness.c"), HARNESS).expect("written");
    run(
        Command::new("wasm2c")
            .args(["--no-debug-names", "--module-name", "traps", "--output"])
            .arg(at("traps.c"))
            .arg(at("traps.wasm")),
        "on a Debian-like system: apt-get install wabt",
    );
    run(
        Command::new("cc")
            .args([optimisation, "-DNDEBUG", "-ffp-contract=off"])
            .arg(format!("-DWASM_RT_MEMCHECK_SIGNAL_HANDLER={}", u8::from(guard_pages)))
            .args([Path::new("-I"), &c, Path::new("-I"), dir.path()])
            .args([&c.join("runtime.c"), &at("harness.c"), &at("traps.c")])
            .args([Path::new("-lm"), Path::new("-o"), &at("harness")]),
        "on a Debian-like system: apt-get install gcc libc6-dev",
    );
    assert_eq!(run(&mut Command::new(at("harness")), ""), EXPECTED);
}

#[test]
fn traps_end_calls_with_comparisons() {
    check("-O2", false);
}

#[test]
fn traps_end_calls_with_guard_pages() {
    check("-O2", true);
}

#[test]
fn traps_end_calls_when_optimised_for_size() {
    check("-Os", false);
}
