//! Calls with values.

use crate::subject::{Claim, Subject, Verdict, done, equal, refused, session};
use badge_runtime::{ErrorKind, Invoke as _, Runtime, Session as _, Value};

const IDENTITIES: &str = r#"(module
    (func (export "i32") (param i32) (result i32) local.get 0)
    (func (export "i64") (param i64) (result i64) local.get 0)
    (func (export "f32") (param f32) (result f32) local.get 0)
    (func (export "f64") (param f64) (result f64) local.get 0)
    (func (export "mixed") (param i32 i64 f32 f64) (result f64)
        local.get 3)
    (func (export "nothing")))"#;

fn through<R: Runtime>(
    subject: &Subject<R>,
    wat: &str,
    values: &[(&'static core::ffi::CStr, Value)],
) -> Verdict {
    session!(subject, wat => session);
    for &(name, value) in values {
        let mut results = [Value::default(); 2];
        let what = format!("{value}");
        let count = done(&what, session.invoke(name, &[value], &mut results))?;
        equal(&what, &results[..count], &[value])?;
    }
    Ok(())
}

/// Integers at the edges of their ranges.
pub fn integers_pass_through<R: Runtime>(subject: &Subject<R>) -> Verdict {
    through(
        subject,
        IDENTITIES,
        &[
            (c"i32", Value::I32(0)),
            (c"i32", Value::I32(i32::MIN)),
            (c"i32", Value::I32(-1)),
            (c"i64", Value::I64(i64::MIN)),
            (c"i64", Value::I64(0x0123_4567_89AB_CDEF)),
        ],
    )
}

/// Floats, zero by sign, the infinities, and a call of mixed types.
pub fn floats_pass_through<R: Runtime>(subject: &Subject<R>) -> Verdict {
    through(
        subject,
        IDENTITIES,
        &[
            (c"f32", Value::F32((-0.0f32).to_bits())),
            (c"f32", Value::F32(f32::INFINITY.to_bits())),
            (c"f32", Value::F32(1.5f32.to_bits())),
            (c"f64", Value::F64((-0.0f64).to_bits())),
            (c"f64", Value::F64(f64::NEG_INFINITY.to_bits())),
            (c"f64", Value::F64(f64::MIN_POSITIVE.to_bits())),
        ],
    )?;
    session!(subject, IDENTITIES => session);
    let arguments =
        [Value::I32(1), Value::I64(2), Value::F32(3f32.to_bits()), Value::F64(4f64.to_bits())];
    let mut results = [Value::default()];
    let count = done("mixed", session.invoke(c"mixed", &arguments, &mut results))?;
    equal("mixed", &results[..count], &arguments[3..])?;
    let count = done("nothing", session.invoke(c"nothing", &[], &mut []))?;
    equal("nothing", count, 0)
}

/// A quiet and a signalling NaN keep their payload: values are handed over as
/// bits.
pub fn nan_payloads_pass_through<R: Runtime>(subject: &Subject<R>) -> Verdict {
    through(
        subject,
        IDENTITIES,
        &[
            (c"f32", Value::F32(0x7FC0_1234)),
            (c"f32", Value::F32(0xFFA0_0001)),
            (c"f64", Value::F64(0x7FF8_0000_0000_1234)),
            (c"f64", Value::F64(0xFFF4_0000_0000_0001)),
        ],
    )
}

/// `v128`, or a refusal that says so.
pub fn vectors_pass_through_where_claimed<R: Runtime>(subject: &Subject<R>) -> Verdict {
    if subject.claims(Claim::V128) {
        return through(
            subject,
            r#"(module (func (export "v128") (param v128) (result v128) local.get 0))"#,
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
            r#"(module
                (func (export "func") (param funcref) (result funcref) local.get 0)
                (func (export "extern") (param externref) (result externref) local.get 0))"#,
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

/// Two results in their order.
pub fn several_results_come_back_where_claimed<R: Runtime>(subject: &Subject<R>) -> Verdict {
    let pair = r#"(module (func (export "pair") (param i32 i64) (result i64 i32)
        local.get 1 local.get 0))"#;
    if !subject.claims(Claim::MultiValue) {
        return match crate::subject::instantiation(subject, pair)? {
            Err(_) => Ok(()),
            Ok(()) => Err("accepted without being claimed".into()),
        };
    }
    session!(subject, pair => session);
    let mut results = [Value::default(); 3];
    let outcome = session.invoke(c"pair", &[Value::I32(7), Value::I64(-8)], &mut results);
    let count = done("pair", outcome)?;
    equal("pair", &results[..count], &[Value::I64(-8), Value::I32(7)])
}

/// Too few, too many, and of another type.
pub fn arguments_that_do_not_fit_are_refused<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, IDENTITIES => session);
    let one = Value::I32(1);
    for arguments in [&[][..], &[one, one], &[Value::I64(1)]] {
        let outcome = session.invoke(c"i32", arguments, &mut [Value::default()]);
        refused(&format!("{arguments:?}"), &outcome, ErrorKind::Export)?;
    }
    Ok(())
}

/// The caller's slice is never overrun.
pub fn too_few_places_for_results_are_refused<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, IDENTITIES => session);
    let outcome = session.invoke(c"i32", &[Value::I32(1)], &mut []);
    refused("no place", &outcome, ErrorKind::Unsupported)
}

/// An entry is called without its name.
pub fn entries_are_resolved_once_and_called_often<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, r#"(module
        (global $n (mut i32) (i32.const 0))
        (func (export "tick") (global.set $n (i32.add (global.get $n) (i32.const 1))))
        (func (export "ticks") (result i32) global.get $n))"# => session);
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
    session!(subject, r#"(module
        (func (export "takes") (param i32))
        (func (export "returns") (result i32) i32.const 1)
        (global (export "global") i32 (i32.const 0)))"# => session);
    for name in [c"takes", c"returns", c"global"] {
        let outcome = session.entry(name).map(drop);
        refused(&format!("{name:?}"), &outcome, ErrorKind::Export)?;
    }
    Ok(())
}
