//! The generated pages: written, or compared with what the records give.

use crate::store;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_records::{FasterBounded, Lane, faster_bounded};
use badge_report::{readme_head, readme_times, render, splice};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

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

/// Cells whose config bounds its guests and is faster for it, without a declared
/// reason: numbers that cannot stand so.
///
/// # Errors
///
/// When records are refused.
pub fn against_sense(workspace: &Workspace) -> Result<Vec<String>> {
    let lanes = store::lanes(workspace)?;
    let found = Lane::ALL.iter().flat_map(|&lane| {
        let found = faster_bounded(&workspace.catalogue, &lanes, lane);
        found.into_iter().map(move |cell| (lane, cell))
    });
    let undeclared = found.filter(|(_, cell)| cell.config.faster_bounded.is_none());
    Ok(undeclared
        .map(|(lane, cell)| {
            let FasterBounded { runtime, config, workload, bounded, unbounded } = cell;
            let target = lane.target();
            format!(
                "{}/{} on {workload} takes {:.3} times native with a bound and {:.3} times without, \
                 beyond the intervals: measure again with `cargo xtask matrix -t {target} -r {} \
                 -w {workload} --force`, or give the cause as `faster_bounded` in {}",
                runtime.name, config.name, bounded.ratio, unbounded.ratio, runtime.name,
                runtime.label
            )
        })
        .collect())
}

/// Every generated file by its path in the repository.
fn pages(workspace: &Workspace) -> Result<BTreeMap<String, String>> {
    let lanes = store::lanes(workspace)?;
    let machines = store::machines(workspace)?;
    let answers = store::answers(workspace)?;
    let repeatability = store::repeatability(workspace)?;
    let mut pages: BTreeMap<String, String> =
        render(&workspace.catalogue, &lanes, &machines, &answers, repeatability.as_ref())?
            .into_iter()
            .map(|(path, text)| (format!("results/{path}"), text))
            .collect();
    let readme =
        fs::read_to_string(workspace.path("README.md")).context("cannot read README.md")?;
    let times = readme_times(&store::times(workspace)?, &machines)?;
    let head = readme_head(&workspace.catalogue, &lanes)?;
    pages.insert(
        "README.md".to_owned(),
        splice(&splice(&readme, "results", &head).context("README.md")?, "times", &times)
            .context("README.md")?,
    );
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
