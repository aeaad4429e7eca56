//! The generated pages: written, or compared with what the records give.

use crate::store;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_records::{FasterBounded, Lane, faster_bounded};
use badge_report::{Observations, Sources, readme_head, refuted, render, splice};
use base64::prelude::{BASE64_STANDARD, Engine};
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
    store::pages_are_written(workspace)?;
    Ok(pages.len())
}

/// Writes the pages of a run that ended after it stored records and before it
/// wrote pages; whether there was one.
///
/// # Errors
///
/// Those of [`write`].
pub fn catch_up(workspace: &Workspace) -> Result<bool> {
    let behind = store::pages_are_behind(workspace);
    if behind {
        write(workspace)?;
    }
    Ok(behind)
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

/// The page that sorts, filters and compares in a browser.
pub const SORTABLE: &str = "results/index.html";

/// The picture that this page holds itself.
const SCREEN: &str = "img/pybadge-badge.png";

/// What people saw in the numbers.
const OBSERVATIONS: &str = "results/observations.toml";

/// Sentences of a person that the records no longer bear out.
///
/// # Errors
///
/// When records or sentences are refused.
pub fn refuted_observations(workspace: &Workspace) -> Result<Vec<String>> {
    let lanes = store::lanes(workspace)?;
    let refuted = refuted(
        &workspace.catalogue,
        &lanes,
        &store::entries(workspace)?,
        &observations(workspace)?,
    )?;
    Ok(refuted.into_iter().map(|reason| format!("{OBSERVATIONS}: {reason}")).collect())
}

fn observations(workspace: &Workspace) -> Result<Observations> {
    let path = workspace.path(OBSERVATIONS);
    if !path.exists() {
        return Ok(Observations::default());
    }
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {OBSERVATIONS}"))?;
    Observations::parse(&text).with_context(|| OBSERVATIONS.to_owned())
}

/// Every generated file by its path in the repository.
fn pages(workspace: &Workspace) -> Result<BTreeMap<String, String>> {
    let lanes = store::lanes(workspace)?;
    let machines = store::machines(workspace)?;
    let answers = store::answers(workspace)?;
    let suite = store::entries(workspace)?;
    let repeatability = store::repeatability(workspace)?;
    let observations = observations(workspace)?;
    let rendered = render(&Sources {
        catalogue: &workspace.catalogue,
        lanes: &lanes,
        machines: &machines,
        answers: &answers,
        suite: &suite,
        limits: &store::entries(workspace)?,
        cartridges: &store::entries(workspace)?,
        collections: &store::entries(workspace)?,
        repeatability: repeatability.as_ref(),
        times: &store::times(workspace)?,
        observations: &observations,
    })?;
    let mut pages: BTreeMap<String, String> =
        rendered.into_iter().map(|(path, text)| (format!("results/{path}"), text)).collect();
    if let (Some(page), Ok(picture)) =
        (pages.get_mut(SORTABLE), fs::read(workspace.path(&format!("results/{SCREEN}"))))
    {
        let held = format!("data:image/png;base64,{}", BASE64_STANDARD.encode(picture));
        *page = page.replace(SCREEN, &held);
    }
    let readme =
        fs::read_to_string(workspace.path("README.md")).context("cannot read README.md")?;
    let head = readme_head(&workspace.catalogue, &lanes)?;
    let readme = splice(&readme, "results", &head).context("README.md")?;
    pages.insert("README.md".to_owned(), readme);
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
