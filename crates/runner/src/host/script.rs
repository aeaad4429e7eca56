//! Modules loaded one after the other, and calls of their exports: what the
//! specification's own scripts need.

use super::bench::HostBench;
use super::{MAX_RESULTS, new_badge};
use badge::{Badge, DEFAULT_SEED};
use badge_protocol::{Phase, Script, ScriptLine, ScriptModule};
use badge_runtime::{Error, Invoke, Runtime, Value};
use std::ffi::CString;
use std::string::{String, ToString};
use std::vec::Vec;
use std::{format, fs, vec};

/// Loads and calls, and tells of each.
pub(super) fn run<R: Runtime>(
    runtime: &R,
    script: &Script,
    bench: &mut HostBench,
) -> Result<(), String> {
    for (index, asked) in script.modules.iter().enumerate() {
        let bytes =
            fs::read(&asked.file).map_err(|error| format!("{}: {error}", asked.file.display()))?;
        one(runtime, index, asked, &bytes, bench)?;
    }
    bench.closing(badge::Link::ORIGIN, 0, false);
    Ok(())
}

fn one<R: Runtime>(
    runtime: &R,
    index: usize,
    asked: &ScriptModule,
    bytes: &[u8],
    bench: &mut HostBench,
) -> Result<(), String> {
    let refused = |stage: Phase, error: &Error| ScriptLine::Module {
        index,
        stage: Some(stage.as_str().to_string()),
        kind: Some(error.kind().as_str().to_string()),
        text: error.text().to_string(),
    };
    let module = match runtime.compile(bytes) {
        Ok(module) => module,
        Err(error) => return bench.line(&refused(Phase::Compile, &error)),
    };
    let mut session = match runtime.instantiate(&module, badge()) {
        Ok(session) => session,
        Err(error) => return bench.line(&refused(Phase::Instantiate, &error)),
    };
    bench.line(&ScriptLine::Module { index, stage: None, kind: None, text: String::new() })?;
    let mut results = vec![Value::default(); MAX_RESULTS];
    for (index, (name, arguments)) in asked.calls.iter().enumerate() {
        let line = match call(&mut session, name, arguments, &mut results)? {
            Ok(values) => {
                let values = values.iter().map(exact).collect();
                ScriptLine::Call { index, values: Some(values), kind: None, text: String::new() }
            }
            Err(error) => ScriptLine::Call {
                index,
                values: None,
                kind: Some(error.kind().as_str().to_string()),
                text: error.text().to_string(),
            },
        };
        bench.line(&line)?;
    }
    Ok(())
}

/// A host that no module of a script imports from.
fn badge() -> Badge {
    new_badge(DEFAULT_SEED)
}

/// A value with the sign of a NaN, which replies leave out elsewhere: the scripts
/// are about `copysign`, too.
fn exact(value: &Value) -> String {
    match *value {
        Value::F32(bits) if f32::from_bits(bits).is_nan() => {
            nan("f32", bits >> 31 != 0, u64::from(bits & 0x007f_ffff))
        }
        Value::F64(bits) if f64::from_bits(bits).is_nan() => {
            nan("f64", bits >> 63 != 0, bits & 0x000f_ffff_ffff_ffff)
        }
        value => value.to_string(),
    }
}

fn nan(ty: &str, negative: bool, payload: u64) -> String {
    let sign = if negative { "-" } else { "" };
    format!("{ty}:{sign}nan:{payload:#x}")
}

fn call<'r>(
    session: &mut impl Invoke,
    name: &str,
    arguments: &[String],
    results: &'r mut [Value],
) -> Result<Result<&'r [Value], Error>, String> {
    let function = CString::new(name).map_err(|_| format!("{name:?} is no name of an export"))?;
    let arguments: Vec<Value> = arguments
        .iter()
        .map(|text| text.parse().map_err(|error| format!("argument {text:?}: {error}")))
        .collect::<Result<_, String>>()?;
    Ok(match session.invoke(&function, &arguments, results) {
        Ok(count) => Ok(results.get(..count).unwrap_or_default()),
        Err(error) => Err(error),
    })
}
