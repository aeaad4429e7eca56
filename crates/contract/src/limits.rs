//! Fuel and interrupts.

use crate::assembled::WORK;
use crate::subject::{Claim, Subject, Verdict, done, equal, refused, run, session, trapped};
use badge_runtime::{ErrorKind, Invoke as _, Runtime, Session as _, TrapKind, Value};
use std::time::{Duration, Instant};

/// More than [`WORK`] of a hundred rounds costs anywhere.
const AMPLE: u64 = 1_000_000;

macro_rules! claimed_or_unsupported {
    ($subject:expr, $session:ident) => {
        if !$subject.claims(Claim::Fuel) {
            refused("set_fuel", &$session.set_fuel(1), ErrorKind::Unsupported)?;
            return refused("fuel_left", &$session.fuel_left(), ErrorKind::Unsupported);
        }
    };
}

/// A budget replaces the one before.
pub fn fuel_is_set_and_not_added<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, WORK => session);
    claimed_or_unsupported!(subject, session);
    for _ in 0..3 {
        done("set_fuel", session.set_fuel(AMPLE))?;
        equal("left", done("fuel_left", session.fuel_left())?, AMPLE)?;
    }
    done("work", session.invoke(c"work", &[Value::I32(100)], &mut []))?;
    let left = done("fuel_left", session.fuel_left())?;
    if left >= AMPLE || left == 0 {
        return Err(format!("a hundred rounds left {left} of {AMPLE}"));
    }
    done("set_fuel", session.set_fuel(5))?;
    equal("left", done("fuel_left", session.fuel_left())?, 5)
}

/// Too small a budget for the work, and any budget for an endless loop.
pub fn exhausted_fuel_traps<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, WORK => session);
    claimed_or_unsupported!(subject, session);
    done("set_fuel", session.set_fuel(50))?;
    let outcome = session.invoke(c"work", &[Value::I32(1_000_000)], &mut []);
    trapped("work", &outcome, TrapKind::OutOfFuel)?;
    done("set_fuel", session.set_fuel(AMPLE))?;
    trapped("endless", &run(&mut session, c"update"), TrapKind::OutOfFuel)
}

/// The same budget leaves the same, in another instance too.
pub fn equal_work_costs_equal_fuel<R: Runtime>(subject: &Subject<R>) -> Verdict {
    let mut left = Vec::new();
    for _ in 0..3 {
        session!(subject, WORK => session);
        claimed_or_unsupported!(subject, session);
        for _ in 0..2 {
            done("set_fuel", session.set_fuel(AMPLE))?;
            done("work", session.invoke(c"work", &[Value::I32(1000)], &mut []))?;
            left.push(done("fuel_left", session.fuel_left())?);
        }
    }
    if left.iter().all(|&one| one == left[0]) {
        Ok(())
    } else {
        Err(format!("equal work left {left:?}"))
    }
}

/// After exhaustion a new budget bounds the next call, and suffices for it.
pub fn fuel_bounds_work_after_exhaustion<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, WORK => session);
    claimed_or_unsupported!(subject, session);
    done("set_fuel", session.set_fuel(100))?;
    trapped("endless", &run(&mut session, c"update"), TrapKind::OutOfFuel)?;
    done("set_fuel", session.set_fuel(AMPLE))?;
    done("work", session.invoke(c"work", &[Value::I32(100)], &mut []))?;
    done("set_fuel", session.set_fuel(100))?;
    trapped("endless", &run(&mut session, c"update"), TrapKind::OutOfFuel)
}

/// From another thread, while the loop runs; afterwards the instance can be
/// called and interrupted again.
pub fn an_interrupt_ends_a_call<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, WORK => session);
    if !subject.claims(Claim::Interrupt) {
        let outcome = session.interrupter().map(drop);
        return refused("interrupter", &outcome, ErrorKind::Unsupported);
    }
    for _ in 0..2 {
        let interrupt = done("interrupter", session.interrupter())?;
        let began = Instant::now();
        let delay = Duration::from_millis(100);
        let thread = std::thread::spawn(move || {
            std::thread::sleep(delay);
            interrupt();
        });
        let outcome = run(&mut session, c"update");
        let took = began.elapsed();
        thread.join().map_err(|_| "the interrupting thread panicked")?;
        trapped("endless", &outcome, TrapKind::Interrupted)?;
        if took < delay {
            return Err(format!("interrupted after {took:?}, before the interrupt"));
        }
        done("work", session.invoke(c"work", &[Value::I32(100)], &mut []))?;
    }
    Ok(())
}
