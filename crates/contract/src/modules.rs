//! Modules that are refused, and why.

use crate::subject::{Subject, Verdict, badge, equal, instantiation, refused, run, session};
use badge_runtime::{Error, ErrorKind, Invoke as _, MEMORY, Runtime, Session as _, text};
use std::ffi::CStr;

/// The config that is tested exists, and an invented one does not.
pub fn the_config_exists_and_others_do_not<R: Runtime>(subject: &Subject<R>) -> Verdict {
    subject.config()?;
    equal("an invented config", R::config("no such config").is_some(), false)?;
    equal("an empty name", R::config("").is_some(), false)
}

/// The version is that of a release, not a placeholder.
pub fn the_version_is_known<R: Runtime>(subject: &Subject<R>) -> Verdict {
    let numbers: Vec<_> = R::VERSION.split('.').collect();
    if numbers.len() == 3 && numbers[0].parse::<u32>().is_ok() {
        Ok(())
    } else {
        Err(format!("{}: version `{}`", subject.name(), R::VERSION))
    }
}

/// The smallest guest.
const GUEST: &str = r#"(module
    (memory (export "memory") 1)
    (func (export "start"))
    (func (export "update")))"#;

/// The smallest guest compiles, is ready, and runs.
pub fn a_module_compiles<R: Runtime>(subject: &Subject<R>) -> Verdict {
    session!(subject, GUEST => session);
    equal("has memory", session.memory_size().is_some(), true)?;
    run(&mut session, c"start").map_err(|error| error.to_string())?;
    run(&mut session, c"update").map_err(|error| error.to_string())
}

/// What `prepare` or `compile` says to bytes that are no module.
fn compiled<R: Runtime>(subject: &Subject<R>, wasm: &[u8]) -> Result<Result<(), Error>, String> {
    let config = subject.config()?;
    let runtime = R::new(&config).map_err(|error| error.to_string())?;
    let bytes = match subject.artifact(wasm)? {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Err(error)),
    };
    let outcome = runtime.compile(&bytes).map(drop);
    Ok(outcome)
}

fn invalid<R: Runtime>(subject: &Subject<R>, what: &str, wasm: &[u8]) -> Verdict {
    if subject.is_trusting() {
        return Ok(());
    }
    refused(what, &compiled(subject, wasm)?, ErrorKind::Invalid)
}

/// Bytes that never were a module.
pub fn garbage_is_invalid<R: Runtime>(subject: &Subject<R>) -> Verdict {
    invalid(subject, "garbage", b"these bytes are not a module")
}

/// No bytes at all.
pub fn empty_bytes_are_invalid<R: Runtime>(subject: &Subject<R>) -> Verdict {
    invalid(subject, "empty", b"")
}

/// A module that ends within its last function.
pub fn a_truncated_module_is_invalid<R: Runtime>(subject: &Subject<R>) -> Verdict {
    let wasm = wat::parse_str(GUEST).map_err(|error| error.to_string())?;
    invalid(subject, "truncated", &wasm[..wasm.len() - 1])
}

/// `update` adds two values to an empty stack.
const ILL_TYPED: &str = r#"(module
    (memory (export "memory") 1)
    (func (export "start"))
    (func (export "update") i32.add drop))"#;

/// Validation belongs to the phase `compile`.
pub fn an_ill_typed_function_is_refused_by_compile<R: Runtime>(subject: &Subject<R>) -> Verdict {
    let wasm = wat::parse_str(ILL_TYPED).map_err(|error| error.to_string())?;
    invalid(subject, "ill-typed", &wasm)
}

/// Whenever validation takes place, it does before the function runs.
pub fn an_ill_typed_function_never_runs<R: Runtime>(subject: &Subject<R>) -> Verdict {
    if subject.is_trusting() {
        return Ok(());
    }
    let wasm = wat::parse_str(ILL_TYPED).map_err(|error| error.to_string())?;
    let config = subject.config()?;
    let runtime = R::new(&config).map_err(|error| error.to_string())?;
    let Ok(bytes) = subject.artifact(&wasm)? else {
        return Ok(());
    };
    let Ok(module) = runtime.compile(&bytes) else {
        return Ok(());
    };
    let Ok(mut session) = runtime.instantiate(&module, badge()) else {
        return Ok(());
    };
    refused("update", &run(&mut session, c"update"), ErrorKind::Invalid)
}

fn import_error<R: Runtime>(subject: &Subject<R>, import: &str) -> Verdict {
    let wat = format!(
        r#"(module
            (import {import})
            (func (export "start"))
            (func (export "update")))"#
    );
    refused(import, &instantiation(subject, &wat)?, ErrorKind::Import)
}

/// A function that the badge does not have.
pub fn a_missing_function_is_an_import_error<R: Runtime>(subject: &Subject<R>) -> Verdict {
    import_error(subject, r#""env" "no_such_function" (func (param i32))"#)
}

/// The badge exports no memory.
pub fn a_missing_memory_is_an_import_error<R: Runtime>(subject: &Subject<R>) -> Verdict {
    import_error(subject, r#""env" "memory" (memory 1)"#)
}

/// The badge exports no global.
pub fn a_missing_global_is_an_import_error<R: Runtime>(subject: &Subject<R>) -> Verdict {
    import_error(subject, r#""env" "base" (global i32)"#)
}

/// The badge exports no table.
pub fn a_missing_table_is_an_import_error<R: Runtime>(subject: &Subject<R>) -> Verdict {
    import_error(subject, r#""env" "table" (table 1 funcref)"#)
}

/// A known name from another module than `env`.
pub fn an_import_from_another_module_is_an_import_error<R: Runtime>(
    subject: &Subject<R>,
) -> Verdict {
    import_error(subject, r#""badge" "led" (func (param i32 i32))"#)
}

/// A known name with other types.
pub fn a_wrong_signature_is_an_import_error<R: Runtime>(subject: &Subject<R>) -> Verdict {
    import_error(subject, r#""env" "led" (func (param i32 i64))"#)?;
    import_error(subject, r#""env" "led" (func (param i32 i32) (result i32))"#)?;
    import_error(subject, r#""env" "buttons" (func)"#)
}

/// Each export of a guest that is not among `exports` is missing, by name.
fn missing<R: Runtime>(subject: &Subject<R>, exports: &str, name: &CStr) -> Verdict {
    session!(subject, &format!("(module {exports})") => session);
    if name == MEMORY {
        return equal("memory", session.memory_size(), None);
    }
    let outcome = session.entry(name).map(drop);
    refused(text(name), &outcome, ErrorKind::Export)?;
    match outcome {
        Err(error) if !error.text().contains(text(name)) => {
            Err(format!("`{error}` does not name {}", text(name)))
        }
        _ => Ok(()),
    }
}

/// `memory`, `start` and `update`, each left out once.
pub fn missing_exports_are_named<R: Runtime>(subject: &Subject<R>) -> Verdict {
    missing(subject, r#"(func (export "start")) (func (export "update"))"#, MEMORY)?;
    missing(subject, r#"(memory (export "memory") 1) (func (export "update"))"#, c"start")?;
    missing(subject, r#"(memory (export "memory") 1) (func (export "start"))"#, c"update")?;
    session!(subject, "(module)" => session);
    refused("invoke", &session.invoke(c"none", &[], &mut []), ErrorKind::Export)?;
    refused("entry", &session.entry(c"none").map(drop), ErrorKind::Export)?;
    equal("size of no memory", session.memory_size(), None)
}

/// The right names on other things.
pub fn exports_of_another_type_are_refused<R: Runtime>(subject: &Subject<R>) -> Verdict {
    missing(subject, r#"(func (export "start") (param i32))"#, c"start")?;
    missing(subject, r#"(func (export "update") (result i32) i32.const 1)"#, c"update")?;
    missing(subject, r#"(memory 1) (global (export "memory") i32 (i32.const 0))"#, MEMORY)
}
