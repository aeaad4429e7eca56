//! Instances beside each other.

use crate::assembled::{COUNTER, TRAPS};
use crate::subject::{Subject, Verdict, badge, done, equal, run, session};
use badge_runtime::{ErrorKind, Invoke as _, Runtime, Session as _, Value};

/// Two instances of one module: memory, globals and host apart.
pub fn two_instances_share_nothing<R: Runtime>(subject: &Subject<R>) -> Verdict {
    let config = subject.config()?;
    let runtime = done("new", R::new(&config))?;
    let module = done("compile", runtime.compile(COUNTER))?;
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
    let other = done("new", R::new(&subject.config()?))?;
    let module = done("compile", other.compile(TRAPS))?;
    for round in 1..=3 {
        let mut failing = done("instantiate", other.instantiate(&module, badge()))?;
        match run(&mut failing, c"update") {
            // Which kind is a question of conformance.
            Err(error) if matches!(error.kind(), ErrorKind::Trap(_)) => {}
            outcome => return Err(format!("unreachable: {outcome:?}")),
        }
        done("update", run(&mut counter, c"update"))?;
        equal("LED", counter.host(|badge| badge.leds()[0]), round)?;
    }
    Ok(())
}
