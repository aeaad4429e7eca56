//! What a trap leaves behind, and what host functions that refuse leave undone.

use crate::assembled::{POINTERS, TRAPS};
use crate::subject::{AfterTrap, Subject, Verdict, badge, done, equal, session, trapped};
use badge_runtime::{ErrorKind, Invoke as _, Runtime, Session as _, TrapKind, Value};
use core::ffi::CStr;

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
    // Where it ends the process, there is no instance afterwards.
    if subject.dies_of_recursion() { Ok(()) } else { after(subject, c"recurse-forever") }
}

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
    refuses(subject, c"blit", &[0, 0, 0, i32::MAX, i32::MAX, -1])
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
    let runtime = done("new", R::new(&config))?;
    let module = done("compile", runtime.compile(POINTERS))?;
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
