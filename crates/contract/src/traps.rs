//! Traps: of instructions, and of host functions that refuse.

use crate::subject::{
    AfterTrap, Claim, Subject, Verdict, badge, done, equal, instantiation, run, session, trapped,
};
use badge_runtime::{ErrorKind, Invoke as _, Runtime, Session as _, TrapKind, Value};
use core::ffi::CStr;

/// One export per way to trap, and `count` to see whether state survives.
const TRAPS: &str = r#"(module
    (type $none (func))
    (type $number (func (result i32)))
    (memory (export "memory") 1)
    (table 4 funcref)
    (elem (i32.const 0) $nothing)
    (global $count (mut i32) (i32.const 0))
    (global $zero (mut i32) (i32.const 0))
    (global $zero64 (mut i64) (i64.const 0))
    (func $nothing)
    (func (export "count") (result i32)
        (global.set $count (i32.add (global.get $count) (i32.const 1)))
        global.get $count)
    (func (export "unreachable") unreachable)
    (func (export "load") (drop (i32.load (i32.const 65533))))
    (func (export "load8") (drop (i32.load8_u (i32.const 65536))))
    (func (export "load-offset") (drop (i32.load8_u offset=65536 (i32.const 0))))
    (func (export "load-far") (drop (i64.load offset=4294967295 (i32.const -1))))
    (func (export "store") (i64.store (i32.const 65529) (i64.const 1)))
    (func (export "store-far") (i32.store8 (i32.const -1) (i32.const 1)))
    (func (export "last") (result i32)
        (i32.store8 (i32.const 65535) (i32.const 171))
        (i32.load8_u (i32.const 65535)))
    (func (export "past-table") (call_indirect (type $none) (i32.const 4)))
    (func (export "far-past-table") (call_indirect (type $none) (i32.const -1)))
    (func (export "other-type") (drop (call_indirect (type $number) (i32.const 0))))
    (func (export "null-element") (call_indirect (type $none) (i32.const 1)))
    (func (export "div_s") (drop (i32.div_s (i32.const 1) (global.get $zero))))
    (func (export "div_u") (drop (i32.div_u (i32.const 1) (global.get $zero))))
    (func (export "rem_s") (drop (i32.rem_s (i32.const 1) (global.get $zero))))
    (func (export "rem_u") (drop (i32.rem_u (i32.const 1) (global.get $zero))))
    (func (export "div64") (drop (i64.div_s (i64.const 1) (global.get $zero64))))
    (func (export "rem64") (drop (i64.rem_u (i64.const 1) (global.get $zero64))))
    (func (export "overflow") (drop
        (i32.div_s (i32.const -2147483648) (i32.sub (global.get $zero) (i32.const 1)))))
    (func (export "overflow64") (drop
        (i64.div_s (i64.const -9223372036854775808) (i64.sub (global.get $zero64) (i64.const 1)))))
    (func (export "no-overflow") (result i32)
        (i32.rem_s (i32.const -2147483648) (i32.sub (global.get $zero) (i32.const 1))))
    (func (export "large") (drop (i32.trunc_f32_s
        (f32.add (f32.const 3e9) (f32.convert_i32_s (global.get $zero))))))
    (func (export "large64") (drop (i64.trunc_f64_u
        (f64.add (f64.const 2e19) (f64.convert_i32_s (global.get $zero))))))
    (func (export "nan") (drop (i32.trunc_f32_s
        (f32.div (f32.convert_i32_s (global.get $zero)) (f32.const 0)))))
    (func (export "nan64") (drop (i64.trunc_f64_u
        (f64.div (f64.convert_i32_s (global.get $zero)) (f64.const 0)))))
    (func $recurse (export "recurse") (param i32) (result i32)
        (i32.add (i32.const 1) (call $recurse (i32.add (local.get 0) (i32.const 1)))))
    (func (export "recurse-forever") (drop (call $recurse (i32.const 0)))))"#;

fn check<R: Runtime>(subject: &Subject<R>, kind: TrapKind, names: &[&CStr]) -> Verdict {
    for name in names {
        session!(subject, TRAPS => session);
        let entry = done("entry", session.entry(name))?;
        trapped(&format!("{name:?}"), &session.call(&entry), kind)?;
    }
    Ok(())
}

fn number<R: Runtime>(subject: &Subject<R>, name: &CStr, expected: i32) -> Verdict {
    session!(subject, TRAPS => session);
    let mut results = [Value::default()];
    done("call", session.invoke(name, &[], &mut results))?;
    equal(&format!("{name:?}"), results, [Value::I32(expected)])
}

/// The instruction.
pub fn unreachable_traps<R: Runtime>(subject: &Subject<R>) -> Verdict {
    check(subject, TrapKind::Unreachable, &[c"unreachable"])
}

/// Partly outside, just outside, and far outside by address and offset.
pub fn out_of_bounds_accesses_trap<R: Runtime>(subject: &Subject<R>) -> Verdict {
    let names = [c"load", c"load8", c"load-offset", c"load-far", c"store", c"store-far"];
    check(subject, TrapKind::MemoryOutOfBounds, &names)
}

/// The bounds check is not off by one.
pub fn the_last_byte_of_memory_is_accessible<R: Runtime>(subject: &Subject<R>) -> Verdict {
    number(subject, c"last", 171)
}

/// `memory.fill` and `memory.copy`, where the proposal is claimed.
pub fn bulk_operations_out_of_bounds_trap<R: Runtime>(subject: &Subject<R>) -> Verdict {
    let bulk = r#"(module (memory (export "memory") 1)
        (func (export "fill") (memory.fill (i32.const 65535) (i32.const 1) (i32.const 2)))
        (func (export "copy") (memory.copy (i32.const 65535) (i32.const 0) (i32.const 2)))
        (func (export "inside") (memory.fill (i32.const 65534) (i32.const 1) (i32.const 2))))"#;
    if !subject.claims(Claim::BulkMemory) {
        return match instantiation(subject, bulk)? {
            Err(_) => Ok(()),
            Ok(()) => Err("accepted without being claimed".into()),
        };
    }
    for name in [c"fill", c"copy"] {
        session!(subject, bulk => session);
        let entry = done("entry", session.entry(name))?;
        let outcome = session.call(&entry);
        trapped(&format!("{name:?}"), &outcome, TrapKind::MemoryOutOfBounds)?;
    }
    session!(subject, bulk => session);
    let entry = done("entry", session.entry(c"inside"))?;
    done("inside", session.call(&entry))
}

/// Just past the end, and far past it.
pub fn a_call_past_the_table_traps<R: Runtime>(subject: &Subject<R>) -> Verdict {
    check(subject, TrapKind::TableOutOfBounds, &[c"past-table", c"far-past-table"])
}

/// `call_indirect` with another type than the element's.
pub fn a_call_of_another_type_traps<R: Runtime>(subject: &Subject<R>) -> Verdict {
    check(subject, TrapKind::IndirectCallTypeMismatch, &[c"other-type"])
}

/// `call_indirect` of an element that no segment filled.
pub fn a_call_of_a_null_element_traps<R: Runtime>(subject: &Subject<R>) -> Verdict {
    check(subject, TrapKind::UninitializedElement, &[c"null-element"])
}

/// Division and remainder in both widths.
pub fn division_by_zero_traps<R: Runtime>(subject: &Subject<R>) -> Verdict {
    let names = [c"div_s", c"div_u", c"rem_s", c"rem_u", c"div64", c"rem64"];
    check(subject, TrapKind::IntegerDivideByZero, &names)
}

/// The smallest integer divided by -1 traps, its remainder is 0.
pub fn division_overflow_traps<R: Runtime>(subject: &Subject<R>) -> Verdict {
    check(subject, TrapKind::IntegerOverflow, &[c"overflow", c"overflow64"])?;
    number(subject, c"no-overflow", 0)
}

/// A float beyond the integer's range.
pub fn conversion_of_a_large_float_traps<R: Runtime>(subject: &Subject<R>) -> Verdict {
    check(subject, TrapKind::IntegerOverflow, &[c"large", c"large64"])
}

/// NaN is no integer.
pub fn conversion_of_nan_traps<R: Runtime>(subject: &Subject<R>) -> Verdict {
    check(subject, TrapKind::InvalidConversion, &[c"nan", c"nan64"])
}

/// Recursion without end and without linear memory.
pub fn endless_recursion_traps<R: Runtime>(subject: &Subject<R>) -> Verdict {
    check(subject, TrapKind::StackExhausted, &[c"recurse-forever"])
}

/// The two calls of the run loop report traps like any other.
pub fn a_trap_in_start_and_update_is_reported<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, r#"(module (memory (export "memory") 1)
        (func (export "start") unreachable)
        (func (export "update") (drop (i32.load (i32.const 65536)))))"# => session);
    trapped("start", &run(&mut session, c"start"), TrapKind::Unreachable)?;
    if subject.after_trap() == AfterTrap::Usable {
        trapped("update", &run(&mut session, c"update"), TrapKind::MemoryOutOfBounds)?;
    }
    Ok(())
}

fn after<R: Runtime>(subject: &Subject<R>, trap: &CStr) -> Verdict {
    session!(subject, TRAPS => session);
    let mut results = [Value::default()];
    done("count", session.invoke(c"count", &[], &mut results))?;
    let entry = done("entry", session.entry(trap))?;
    if session.call(&entry).is_ok() {
        return Err(format!("{trap:?} did not trap"));
    }
    let outcome = session.invoke(c"count", &[], &mut results);
    match (subject.after_trap(), outcome) {
        (AfterTrap::Usable, Ok(_)) => equal("count", results, [Value::I32(2)]),
        (AfterTrap::Usable, Err(error)) => Err(format!("dead after {trap:?}: {error}")),
        (AfterTrap::Dead, Err(_)) => Ok(()),
        (AfterTrap::Dead, Ok(_)) => Err(format!("usable after {trap:?}")),
    }
}

/// Usable with its state, or dead: as the adapter declares.
pub fn an_instance_after_a_trap_is_as_declared<R: Runtime>(subject: &Subject<R>) -> Verdict {
    for trap in [c"unreachable", c"load8", c"div_s", c"null-element"] {
        after(subject, trap)?;
    }
    Ok(())
}

/// The same after the one trap that leaves a deep stack behind.
pub fn an_instance_after_endless_recursion_is_as_declared<R: Runtime>(
    subject: &Subject<R>,
) -> Verdict {
    after(subject, c"recurse-forever")
}

/// `blit` and `log` with the arguments of the export.
const POINTERS: &str = r#"(module
    (import "env" "blit" (func $blit (param i32 i32 i32 i32 i32 i32)))
    (import "env" "log" (func $log (param i32 i32)))
    (memory (export "memory") 1)
    (data (i32.const 65535) "\e3")
    (global $count (mut i32) (i32.const 0))
    (func (export "count") (result i32)
        (global.set $count (i32.add (global.get $count) (i32.const 1)))
        global.get $count)
    (func (export "blit") (param i32 i32 i32 i32 i32 i32)
        (call $blit (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4)
            (local.get 5)))
    (func (export "log") (param i32 i32) (call $log (local.get 0) (local.get 1))))"#;

fn refuses<R: Runtime>(subject: &Subject<R>, name: &CStr, arguments: &[i32]) -> Verdict {
    session!(subject, POINTERS => session);
    let values: Vec<_> = arguments.iter().copied().map(Value::I32).collect();
    let outcome = session.invoke(name, &values, &mut []);
    trapped(&format!("{name:?} {arguments:?}"), &outcome, TrapKind::Host)?;
    let drawn = session.host(|badge| badge.screen().0.iter().any(|&pixel| pixel != 0));
    equal("drawn", drawn, false)
}

/// Pointers outside, unsigned, and sizes whose product exceeds 32 bits.
pub fn blit_outside_memory_traps_and_draws_nothing<R: Runtime>(subject: &Subject<R>) -> Verdict {
    refuses(subject, c"blit", &[65535, 0, 0, 2, 1, -1])?;
    refuses(subject, c"blit", &[65535, 0, 0, 1, 2, -1])?;
    refuses(subject, c"blit", &[-1, 0, 0, 1, 1, -1])?;
    refuses(subject, c"blit", &[0, 0, 0, 65536, 65536, -1])?;
    refuses(subject, c"blit", &[0, 0, 0, i32::MAX, i32::MAX, -1])
}

/// Even where nothing would be seen.
pub fn blit_is_checked_before_clipping<R: Runtime>(subject: &Subject<R>) -> Verdict {
    refuses(subject, c"blit", &[65535, 200, 0, 2, 1, -1])?;
    refuses(subject, c"blit", &[65535, -9, -9, 2, 1, -1])?;
    refuses(subject, c"blit", &[0, 0, 0, 1, 65537, -1])
}

/// The same bounds rule for `log`.
pub fn log_outside_memory_traps<R: Runtime>(subject: &Subject<R>) -> Verdict {
    refuses(subject, c"log", &[65535, 2])?;
    refuses(subject, c"log", &[-1, 1])?;
    refuses(subject, c"log", &[0, -1])
}

/// The bounds rule is not off by one, and nothing is examined for no pixels.
pub fn pointers_at_the_end_of_memory_are_accepted<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, POINTERS => session);
    for (name, arguments) in [
        (c"blit", &[65535, 3, 0, 1, 1, -1][..]),
        (c"blit", &[-1, 0, 0, 0, 1, -1]),
        (c"blit", &[-1, 0, 0, 1, -1, -1]),
        (c"log", &[65535, 1]),
        (c"log", &[-1, 0]),
    ] {
        let values: Vec<_> = arguments.iter().copied().map(Value::I32).collect();
        done(&format!("{name:?} {arguments:?}"), session.invoke(name, &values, &mut []))?;
    }
    equal("pixel", session.host(|badge| badge.screen().0[3]), 0xE3)
}

/// A refusal of the host is a trap like any other.
pub fn an_instance_after_a_host_trap_is_as_declared<R: Runtime>(subject: &Subject<R>) -> Verdict {
    let config = subject.config()?;
    let bytes = subject.bytes(POINTERS)?;
    let runtime = done("new", R::new(&config))?;
    let module = done("compile", runtime.compile(&bytes))?;
    let mut session = done("instantiate", runtime.instantiate(&module, badge()))?;
    let mut results = [Value::default()];
    done("count", session.invoke(c"count", &[], &mut results))?;
    let refused = session.invoke(c"log", &[Value::I32(-1), Value::I32(1)], &mut []);
    trapped("log", &refused, TrapKind::Host)?;
    match (subject.after_trap(), session.invoke(c"count", &[], &mut results)) {
        (AfterTrap::Usable, Ok(_)) => equal("count", results, [Value::I32(2)]),
        (AfterTrap::Dead, Err(error)) if !matches!(error.kind(), ErrorKind::Export) => Ok(()),
        (_, outcome) => Err(format!("after a host trap: {outcome:?}")),
    }
}
