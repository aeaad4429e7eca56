//! The package of a workload, and its place in the native build.

use crate::plan::baseline;
use crate::scaffold::{self, check_name};
use crate::store;
use crate::workspace::{Workspace, label};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;

/// Makes `workloads/NAME`, and enters it into the native build and the lock file.
///
/// # Errors
///
/// [`crate::usage::Usage`] for a name that does not fit what there is; a file
/// that cannot be read or written.
pub fn create(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    check_name("workload", name)?;
    let (native, _) = baseline(&workspace.catalogue)
        .context("there is no native baseline below runtimes/: no workload can be compared")?;
    let manifest = workspace.runtime_dir(native).join("Cargo.toml");
    let old = fs::read_to_string(&manifest)
        .with_context(|| format!("cannot read {}", manifest.display()))?;
    let new = with_dependency(&old, name).with_context(|| {
        let manifest = label(workspace.root(), &manifest);
        format!("{manifest}: no dependency `workload-…` shows where to enter this one")
    })?;
    let dir = workspace.path("workloads").join(name);
    let template = workspace.path("xtask/templates/workload");
    scaffold::make(&template, &dir, &label(workspace.root(), &dir), name)?;
    store::replace(&manifest, new.as_bytes())?;
    scaffold::lock(workspace.root())?;
    Ok(dir)
}

/// A manifest with one more dependency among those on workloads, in order.
fn with_dependency(manifest: &str, name: &str) -> Option<String> {
    let line = format!("workload-{name} = {{ path = \"../../../workloads/{name}\" }}");
    let mut lines: Vec<&str> = manifest.lines().collect();
    let of_workloads = |(_, line): &(usize, &&str)| line.starts_with("workload-");
    let mut present = lines.iter().enumerate().filter(of_workloads);
    let first = present.clone().next()?.0;
    let place = present.rfind(|(_, other)| ***other < *line).map_or(first, |(index, _)| index + 1);
    lines.insert(place, &line);
    Some(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::with_dependency;

    fn check(manifest: &[&str], expected: Option<usize>) {
        let line = "workload-life = { path = \"../../../workloads/life\" }";
        let with = with_dependency(&manifest.join("\n"), "life");
        let place = with.as_ref().and_then(|text| text.lines().position(|other| other == line));
        assert_eq!(place, expected, "{with:?}");
    }

    #[test]
    fn a_workload_stands_in_order_among_the_others() {
        check(&["[dependencies]", "workload-badge = {}", "workload-noop = {}", ""], Some(2));
        check(&["badge = {}", "workload-noop = {}"], Some(1));
        check(&["workload-badge = {}"], Some(1));
    }

    #[test]
    fn a_manifest_without_workloads_is_not_guessed_at() {
        check(&["[dependencies]", "badge = {}"], None);
    }
}
