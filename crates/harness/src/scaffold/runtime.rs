//! The directory of a runtime, from a template of its language.

use crate::scaffold::{self, check_name};
use crate::usage::Usage;
use crate::workspace::{Workspace, label};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// A directory of runners that is none itself.
const SHARED: &str = "shared";

/// A directory that was made.
#[derive(Debug)]
pub struct Scaffold {
    /// Where.
    pub dir: PathBuf,
    /// The command whose failures say what is left to write.
    pub tests: String,
}

/// Makes `runtimes/LANGUAGE/NAME` from `xtask/templates/runtime/LANGUAGE`.
///
/// # Errors
///
/// [`Usage`] for a name or a language that does not fit what there is; a file
/// that cannot be read or written. Nothing that exists is written to.
pub fn create(workspace: &Workspace, name: &str, language: &str) -> Result<Scaffold> {
    let templates = workspace.path("xtask/templates/runtime");
    let languages = subdirectories(&templates)?;
    if !languages.iter().any(|known| known == language) {
        let known = languages.iter().map(String::as_str);
        return Err(Usage::unknown("language", language, known).into());
    }
    check_name("runtime", name)?;
    if name == SHARED {
        return Err(Usage::new(format!(
            "`{SHARED}` is where the runners of a language keep what they share; choose another name"
        ))
        .into());
    }
    if let Some(row) = workspace.catalogue.runtime(name) {
        let dir = label(workspace.root(), workspace.runtime_dir(row));
        return Err(Usage::new(format!(
            "`{name}` is the row {dir}; where that has no runner yet, take its facts over into \
             the new runtime.toml and remove {dir} first"
        ))
        .into());
    }
    let dir = workspace.path("runtimes").join(language).join(name);
    scaffold::make(&templates.join(language), &dir, &label(workspace.root(), &dir), name)?;
    if dir.join("Cargo.toml").is_file() {
        scaffold::lock(workspace.root())?;
    }
    let tests = match language {
        "rust" => format!("cargo test --package adapter-{name}"),
        _ => format!("cargo xtask test -r {name}"),
    };
    Ok(Scaffold { dir, tests })
}

fn subdirectories(dir: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
