//! Calls with values, and entries.

use crate::assembled::{IDENTITIES, OTHER_TYPES, REFERENCES, TICKS, VECTOR};
use crate::subject::{Claim, Subject, Verdict, done, equal, refused, session};
use badge_runtime::{ErrorKind, Invoke as _, Runtime, Session as _, Value};

fn through<R: Runtime>(
    subject: &Subject<R>,
    wasm: &[u8],
    values: &[(&'static core::ffi::CStr, Value)],
) -> Verdict {
    session!(subject, wasm => session);
    for &(name, value) in values {
        let mut results = [Value::default(); 2];
        let what = format!("{value}");
        let count = done(&what, session.invoke(name, &[value], &mut results))?;
        equal(&what, &results[..count], &[value])?;
    }
    Ok(())
}

/// `v128`, or a refusal that says so.
pub fn vectors_pass_through_where_claimed<R: Runtime>(subject: &Subject<R>) -> Verdict {
    if subject.claims(Claim::V128) {
        return through(
            subject,
            VECTOR,
            &[(c"v128", Value::V128(0x0102_0304_0506_0708_090A_0B0C_0D0E_0F10))],
        );
    }
    session!(subject, IDENTITIES => session);
    let outcome = session.invoke(c"i64", &[Value::V128(1)], &mut [Value::default()]);
    match outcome.as_ref().map_err(badge_runtime::Error::kind) {
        Err(ErrorKind::Export | ErrorKind::Unsupported) => Ok(()),
        _ => Err(format!("a v128 as i64: {outcome:?}")),
    }
}

/// Null references, or a refusal that says so.
pub fn references_pass_through_where_claimed<R: Runtime>(subject: &Subject<R>) -> Verdict {
    if subject.claims(Claim::References) {
        return through(
            subject,
            REFERENCES,
            &[
                (c"func", Value::FuncRef { null: true }),
                (c"extern", Value::ExternRef { null: true }),
            ],
        );
    }
    session!(subject, IDENTITIES => session);
    let null = Value::FuncRef { null: true };
    let outcome = session.invoke(c"i32", &[null], &mut [Value::default()]);
    match outcome.as_ref().map_err(badge_runtime::Error::kind) {
        Err(ErrorKind::Export | ErrorKind::Unsupported) => Ok(()),
        _ => Err(format!("a reference as i32: {outcome:?}")),
    }
}

/// The caller's slice is never overrun.
pub fn too_few_places_for_results_are_refused<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, IDENTITIES => session);
    let outcome = session.invoke(c"i32", &[Value::I32(1)], &mut []);
    refused("no place", &outcome, ErrorKind::Unsupported)
}

/// An entry is called without its name.
pub fn entries_are_resolved_once_and_called_often<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, TICKS => session);
    let entry = done("entry", session.entry(c"tick"))?;
    for _ in 0..1000 {
        done("tick", session.call(&entry))?;
    }
    let mut results = [Value::default()];
    let count = done("ticks", session.invoke(c"ticks", &[], &mut results))?;
    equal("ticks", &results[..count], &[Value::I32(1000)])
}

/// An entry takes and returns nothing.
pub fn an_entry_of_another_type_is_refused<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, OTHER_TYPES => session);
    for name in [c"takes", c"returns", c"global"] {
        let outcome = session.entry(name).map(drop);
        refused(&format!("{name:?}"), &outcome, ErrorKind::Export)?;
    }
    Ok(())
}
