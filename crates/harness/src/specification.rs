//! The specification's own test suite, asked through the runners. A runner says what
//! happened; what was expected is known here alone.

mod judge;
mod renew;
mod session;

pub use judge::Failure;
pub use renew::{Suites, ask, counts, differences, record, renew};
pub use session::{ScriptAnswers, unable};

use crate::store;
use crate::usage::Usage;
use crate::workspace::Workspace;
use anyhow::{Result, anyhow};
use badge_specification::{File, Script, Version, files};
use std::path::PathBuf;

/// A script, and where its modules lie.
#[derive(Debug)]
pub struct Prepared {
    /// The script.
    pub file: File,
    /// Its modules and calls.
    pub script: Script,
    /// The modules in the order of the script.
    pub modules: Vec<PathBuf>,
}

/// Writes the modules of a version's scripts, of those that `wanted` names or of all.
///
/// # Errors
///
/// [`Usage`] where there is no script of that name; when a script cannot be read, or a
/// file cannot be written.
pub fn prepare(
    workspace: &Workspace,
    version: Version,
    wanted: &[String],
) -> Result<Vec<Prepared>> {
    let stem = |name: &str| name.trim_end_matches(".wast").to_owned();
    let mut files = files(version);
    for name in wanted {
        if !files.iter().any(|file| stem(&file.name) == stem(name)) {
            let what = format!("script of {}", version.word());
            return Err(Usage::unknown(&what, name, files.iter().map(|f| f.name.as_str())).into());
        }
    }
    files.retain(|file| {
        wanted.is_empty() || wanted.iter().any(|name| stem(name) == stem(&file.name))
    });
    let directory = workspace.scratch().join("specification").join(version.word());
    let mut all = Vec::new();
    for file in files {
        let script = Script::read(&file).map_err(|why| anyhow!(why))?;
        let mut modules = Vec::new();
        for (index, module) in script.modules.iter().enumerate() {
            let path = directory.join(stem(&file.name)).join(format!("{index}.wasm"));
            store::replace(&path, &module.bytes)?;
            modules.push(path);
        }
        all.push(Prepared { file, script, modules });
    }
    Ok(all)
}
