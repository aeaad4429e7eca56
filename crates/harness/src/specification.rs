//! The specification's own test suite, asked through the runners. A runner says what
//! happened; what was expected is known here alone.

mod judge;
mod renew;
mod session;

pub use judge::{Failure, Outcome, Verdict};
pub use renew::{Suites, ask, differences, record, renew};
pub use session::{Answers, Respondent, unable};

use crate::store;
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
/// When a script cannot be read, or a file cannot be written.
pub fn prepare(
    workspace: &Workspace,
    version: Version,
    wanted: &[String],
) -> Result<Vec<Prepared>> {
    let named = |file: &File| {
        let stem = file.name.trim_end_matches(".wast");
        wanted.is_empty() || wanted.iter().any(|name| name.trim_end_matches(".wast") == stem)
    };
    let directory = workspace.scratch().join("specification").join(version.word());
    let mut all = Vec::new();
    for file in files(version).into_iter().filter(named) {
        let script = Script::read(&file).map_err(|why| anyhow!(why))?;
        let stem = file.name.trim_end_matches(".wast");
        let mut modules = Vec::new();
        for (index, module) in script.modules.iter().enumerate() {
            let path = directory.join(stem).join(format!("{index}.wasm"));
            store::replace(&path, &module.bytes)?;
            modules.push(path);
        }
        all.push(Prepared { file, script, modules });
    }
    Ok(all)
}
