//! Instantiation, and instances beside each other.

use crate::subject::{Subject, Verdict, badge, done, equal, instantiation, run, session, trapped};
use badge_runtime::{Invoke as _, Runtime, Session as _, TrapKind, Value};

/// A start section runs, host functions included, before `start`.
pub fn the_start_section_runs<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, r#"(module
        (import "env" "led" (func $led (param i32 i32)))
        (memory (export "memory") 1)
        (func $begin (call $led (i32.const 2) (i32.const 0x7f010203)))
        (start $begin)
        (func (export "start"))
        (func (export "update")))"# => session);
    equal("LED", session.host(|badge| badge.leds()[2]), 0x0001_0203)
}

/// A trap in the start section is one of the phase `instantiate`.
pub fn a_trap_in_the_start_section_is_reported<R: Runtime>(subject: &Subject<R>) -> Verdict {
    let outcome = instantiation(subject, "(module (func $begin unreachable) (start $begin))")?;
    trapped("start section", &outcome, TrapKind::Unreachable)
}

/// Before the memory is looked up, its size is 0 for host functions.
pub fn pointers_in_the_start_section_lie_outside<R: Runtime>(subject: &Subject<R>) -> Verdict {
    for call in [
        "(call $blit (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 1) \
         (i32.const -1))",
        "(call $log (i32.const 0) (i32.const 1))",
    ] {
        let wat = format!(
            r#"(module
                (import "env" "blit" (func $blit (param i32 i32 i32 i32 i32 i32)))
                (import "env" "log" (func $log (param i32 i32)))
                (memory (export "memory") 1)
                (func $begin {call})
                (start $begin))"#
        );
        trapped(call, &instantiation(subject, &wat)?, TrapKind::Host)?;
    }
    Ok(())
}

/// An active data segment past the end.
pub fn data_outside_memory_is_a_trap_at_instantiation<R: Runtime>(subject: &Subject<R>) -> Verdict {
    let wat = r#"(module (memory (export "memory") 1) (data (i32.const 65535) "ab"))"#;
    let outcome = instantiation(subject, wat)?;
    trapped("data segment", &outcome, TrapKind::MemoryOutOfBounds)
}

/// An active element segment past the end.
pub fn elements_outside_the_table_are_a_trap_at_instantiation<R: Runtime>(
    subject: &Subject<R>,
) -> Verdict {
    let wat = "(module (table 1 funcref) (func $f) (elem (i32.const 1) $f))";
    let outcome = instantiation(subject, wat)?;
    trapped("element segment", &outcome, TrapKind::TableOutOfBounds)
}

const COUNTER: &str = r#"(module
    (import "env" "led" (func $led (param i32 i32)))
    (memory (export "memory") 1)
    (global $global (mut i32) (i32.const 0))
    (func (export "start"))
    (func (export "update")
        (global.set $global (i32.add (global.get $global) (i32.const 1)))
        (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1)))
        (call $led (i32.const 0) (global.get $global)))
    (func (export "sum") (result i32)
        (i32.add (global.get $global) (i32.load (i32.const 16)))))"#;

/// Two instances of one module: memory, globals and host apart.
pub fn two_instances_share_nothing<R: Runtime>(subject: &Subject<R>) -> Verdict {
    let config = subject.config()?;
    let bytes = subject.bytes(COUNTER)?;
    let runtime = done("new", R::new(&config))?;
    let module = done("compile", runtime.compile(&bytes))?;
    let mut one = done("first", runtime.instantiate(&module, badge()))?;
    let mut two = done("second", runtime.instantiate(&module, badge()))?;
    for _ in 0..3 {
        done("update", run(&mut one, c"update"))?;
    }
    done("update", run(&mut two, c"update"))?;
    let mut results = [Value::default()];
    done("sum", one.invoke(c"sum", &[], &mut results))?;
    equal("first", results, [Value::I32(6)])?;
    done("sum", two.invoke(c"sum", &[], &mut results))?;
    equal("second", results, [Value::I32(2)])?;
    equal("LED of the first", one.host(|badge| badge.leds()[0]), 3)?;
    equal("LED of the second", two.host(|badge| badge.leds()[0]), 1)?;
    drop(one);
    done("update after the other's end", run(&mut two, c"update"))?;
    equal("LED of the second", two.host(|badge| badge.leds()[0]), 2)
}

/// Two engines and their instances, called in turns; a trap in one leaves the
/// other alone.
pub fn two_instances_take_turns<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, COUNTER => counter);
    let trap = subject.bytes(
        r#"(module (memory (export "memory") 1)
            (func (export "start")) (func (export "update") unreachable))"#,
    )?;
    let other = done("new", R::new(&subject.config()?))?;
    let module = done("compile", other.compile(&trap))?;
    for round in 1..=3 {
        let mut failing = done("instantiate", other.instantiate(&module, badge()))?;
        trapped("update", &run(&mut failing, c"update"), TrapKind::Unreachable)?;
        done("update", run(&mut counter, c"update"))?;
        equal("LED", counter.host(|badge| badge.leds()[0]), round)?;
    }
    Ok(())
}
