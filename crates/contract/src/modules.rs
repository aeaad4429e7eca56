//! Names: of the config, of the version, of what a module lacks.

use crate::assembled::{EMPTY, NO_MEMORY, NO_START, NO_UPDATE};
use crate::subject::{Subject, Verdict, equal, refused, session};
use badge_runtime::{ErrorKind, Invoke as _, MEMORY, Runtime, Session as _, text};
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

/// What a guest lacks is named.
fn missing<R: Runtime>(subject: &Subject<R>, wasm: &[u8], name: &CStr) -> Verdict {
    session!(subject, wasm => session);
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
    missing(subject, NO_MEMORY, MEMORY)?;
    missing(subject, NO_START, c"start")?;
    missing(subject, NO_UPDATE, c"update")?;
    session!(subject, EMPTY => session);
    refused("invoke", &session.invoke(c"none", &[], &mut []), ErrorKind::Export)?;
    refused("entry", &session.entry(c"none").map(drop), ErrorKind::Export)?;
    equal("size of no memory", session.memory_size(), None)
}
