//! `cargo xtask report`.

use crate::cli::Report;
use crate::store;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_report::{readme_head, render, splice};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Renders the pages, or checks that they are what the records give.
///
/// # Errors
///
/// When catalogue or records are refused, or a page cannot be written.
pub fn report(arguments: &Report) -> Result<ExitCode> {
    let workspace = Workspace::open()?;
    if !arguments.check {
        let count = write(&workspace)?;
        eprintln!("results/: {count} generated files are up to date");
        return Ok(ExitCode::SUCCESS);
    }
    let stale = stale(&workspace)?;
    for path in &stale {
        eprintln!("{path} is not what the records give");
    }
    if stale.is_empty() {
        eprintln!("results/ and README.md are what the records give");
        Ok(ExitCode::SUCCESS)
    } else {
        eprintln!("run `cargo xtask report` and commit what it writes");
        Ok(ExitCode::FAILURE)
    }
}

/// Writes every page; how many there are.
///
/// # Errors
///
/// When catalogue or records are refused, or a page cannot be written.
pub fn write(workspace: &Workspace) -> Result<usize> {
    let pages = pages(workspace)?;
    for (path, text) in &pages {
        store::replace(&workspace.path(path), text.as_bytes())?;
    }
    for path in leftovers(workspace, &pages)? {
        fs::remove_file(workspace.path(&path)).with_context(|| format!("cannot remove {path}"))?;
    }
    Ok(pages.len())
}

/// Pages that differ from what the records give, and pages that nothing gives.
///
/// # Errors
///
/// When catalogue or records are refused.
pub fn stale(workspace: &Workspace) -> Result<Vec<String>> {
    let pages = pages(workspace)?;
    let mut stale: Vec<String> = pages
        .iter()
        .filter(|(path, text)| {
            fs::read(workspace.path(path)).map_or(true, |bytes| bytes != text.as_bytes())
        })
        .map(|(path, _)| path.clone())
        .collect();
    stale.extend(leftovers(workspace, &pages)?);
    Ok(stale)
}

/// Every generated file by its path in the repository.
fn pages(workspace: &Workspace) -> Result<BTreeMap<String, String>> {
    let lanes = store::lanes(workspace)?;
    let machines = store::machines(workspace)?;
    let answers = store::answers(workspace)?;
    let mut pages: BTreeMap<String, String> =
        render(&workspace.catalogue, &lanes, &machines, &answers)?
            .into_iter()
            .map(|(path, text)| (format!("results/{path}"), text))
            .collect();
    let readme =
        fs::read_to_string(workspace.path("README.md")).context("cannot read README.md")?;
    let head = readme_head(&workspace.catalogue, &lanes)?;
    pages.insert("README.md".to_owned(), splice(&readme, &head).context("README.md")?);
    Ok(pages)
}

/// Generated files of an earlier rendering that this one does not give.
fn leftovers(workspace: &Workspace, pages: &BTreeMap<String, String>) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (dir, extension) in [("results", "md"), ("results/workloads", "md"), ("results/img", "svg")]
    {
        for path in list(&workspace.path(dir))? {
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            let label = format!("{dir}/{name}");
            let generated = path.extension().is_some_and(|e| e == extension);
            if generated && path.is_file() && !pages.contains_key(&label) {
                found.push(label);
            }
        }
    }
    Ok(found)
}

fn list(dir: &Path) -> Result<Vec<PathBuf>> {
    if !dir.is_dir() {
        return Ok(Vec::new());
    }
    fs::read_dir(dir)
        .with_context(|| format!("cannot list {}", dir.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect()
}
