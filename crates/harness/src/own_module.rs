//! A module of the user's own, looked at before anything is built for it: a
//! mistake in it is said once, not by every runtime after minutes.

mod appearance;
mod boundary;
mod call;

use crate::guest::Module;
use crate::store;
use crate::usage::Usage;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use appearance::{Appearance, appearance};
use badge::Badge;
use badge_records::Sha256;
use badge_wasm4::Console;
use boundary::{Boundary, Unreadable};
use sha2::{Digest, Sha256 as Hasher};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use wasmparser::{Validator, WasmFeatures};

/// Longest module that engines are ready for: the limit of the JavaScript
/// interface of WebAssembly.
const MAX_BYTES: u64 = 1 << 30;

/// What a module is wanted for.
#[derive(Clone, Copy, Debug)]
pub enum Purpose<'a> {
    /// To run as a badge program.
    Badge,
    /// For one call: the export, then arguments as `TYPE:NUMBER`.
    Call(&'a [String]),
    /// To run as a cartridge of WASM-4.
    Cart,
}

impl Purpose<'_> {
    /// The option that names the file.
    fn option(self) -> &'static str {
        match self {
            Self::Badge | Self::Call(_) => "--module",
            Self::Cart => "--cart",
        }
    }
}

/// Most bytes of a cartridge: the console's web runtime loads no larger one.
pub const CART_BYTES: usize = 65_536;

/// The module in a file, which may be in the text format.
///
/// # Errors
///
/// [`Usage`] in one line that names everything which keeps the module from its
/// purpose.
pub fn read(workspace: &Workspace, file: &Path, purpose: Purpose<'_>) -> Result<Module> {
    let option = purpose.option();
    let refuse = |why: String| Usage::new(format!("{option} {}: {why}", file.display()));
    let bytes = contents(file).map_err(refuse)?;
    let wasm = match appearance(file, &bytes) {
        Appearance::Binary => None,
        Appearance::Text(text) => Some(wat::parse_str(text).map_err(|error| refuse(at(&error)))?),
        Appearance::Other(what) => {
            return Err(refuse(format!("no WebAssembly module: {what}")).into());
        }
    };
    check(wasm.as_deref().unwrap_or(&bytes), purpose).map_err(refuse)?;
    if let Err(error) = Validator::new_with_features(WasmFeatures::all())
        .validate_all(wasm.as_deref().unwrap_or(&bytes))
    {
        let file = file.display();
        eprintln!("warning: {file} is no valid WebAssembly, and engines may refuse it: {error}");
    }
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or("module");
    let place = match wasm {
        None if file.is_file() => std::path::absolute(file).context("no current directory")?,
        // A pipe can be read once, by nobody but this program.
        wasm => {
            let bytes = wasm.unwrap_or(bytes);
            let hash = Sha256(Hasher::digest(&bytes).into()).to_string();
            let place = workspace.scratch().join("own").join(format!("{hash}.wasm"));
            store::replace(&place, &bytes)?;
            place
        }
    };
    Module::at(&place, name)
}

fn contents(file: &Path) -> Result<Vec<u8>, String> {
    match fs::metadata(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err("there is no such file".to_owned());
        }
        Err(error) => return Err(error.to_string()),
        Ok(found) if found.is_dir() => return Err("it is a directory".to_owned()),
        Ok(_) => (),
    }
    let mut bytes = Vec::new();
    let mut limited = File::open(file).map_err(|error| error.to_string())?.take(MAX_BYTES + 1);
    limited.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err("more than 1 GiB, which no engine takes".to_owned());
    }
    Ok(bytes)
}

/// The place of a mistake in the text format, in one line.
fn at(error: &wat::Error) -> String {
    let words = error.to_string();
    let mut lines = words.lines();
    let what = lines.next().unwrap_or_default();
    // The second line is ` --> <anon>:LINE:COLUMN`.
    match lines.next().and_then(|line| line.split_once(':')) {
        Some((_, place)) => format!("{place}: {what}"),
        None => what.to_owned(),
    }
}

/// Everything that keeps a module from its purpose, in one line.
fn check(wasm: &[u8], purpose: Purpose<'_>) -> Result<(), String> {
    let boundary = Boundary::read(wasm).map_err(|unreadable| match unreadable {
        Unreadable::Truncated(what) => format!("truncated: {what}"),
        Unreadable::Malformed(error) => format!("malformed: {error}"),
    })?;
    let unmet = match purpose {
        Purpose::Badge | Purpose::Call(_) => boundary.unmet_imports::<Badge>(),
        Purpose::Cart => boundary.unmet_imports::<Console>(),
    };
    let mut wrong: Vec<String> = unmet.into_iter().collect();
    match purpose {
        Purpose::Badge => wrong.extend(boundary.missing_exports()),
        Purpose::Call(call) => wrong.extend(call::misfit(&boundary, call)),
        Purpose::Cart => {
            if wasm.len() > CART_BYTES {
                wrong.push(format!(
                    "{} bytes, and a cartridge has at most {CART_BYTES}",
                    wasm.len()
                ));
            }
            wrong.extend(boundary.misfit_of_cartridge::<Console>());
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    if !matches!(purpose, Purpose::Cart) {
        wrong.extend(boundary.advice().into_iter().map(str::to_owned));
    }
    Err(wrong.join("; "))
}

#[cfg(test)]
mod tests;
