//! What a package is made of: other packages, and files.

use crate::workspace::label;
use anyhow::{Context, Result};
use badge_records::Sha256;
use cargo_metadata::{DependencyKind, Metadata, PackageId};
use sha2::{Digest, Sha256 as Hasher};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A package and everything it is built from, without what only tests need.
pub(crate) fn closure(metadata: &Metadata, package: &str) -> Result<BTreeSet<PackageId>> {
    let resolve = metadata.resolve.as_ref().context("cargo metadata gives no dependency graph")?;
    let root = metadata
        .workspace_packages()
        .into_iter()
        .find(|member| member.name == package)
        .with_context(|| format!("no package {package}; does build.package name it right?"))?;
    let nodes: BTreeMap<_, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let mut found = BTreeSet::new();
    let mut open = vec![root.id.clone()];
    while let Some(id) = open.pop() {
        if !found.insert(id.clone()) {
            continue;
        }
        for dependency in nodes.get(&id).map_or(&[][..], |node| &node.deps) {
            let needed =
                dependency.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development);
            if needed {
                open.push(dependency.pkg.clone());
            }
        }
    }
    Ok(found)
}

/// Names and hashes of the files of a package that can change what it does, and
/// of those that its sources name with `#[path = ".."]`: packages share them.
///
/// # Errors
///
/// When a file cannot be read.
pub fn sources(root: &Path, dir: &Path) -> Result<String> {
    let mut description = String::new();
    let mut open = vec![dir.to_path_buf()];
    let mut files = BTreeSet::new();
    while let Some(dir) = open.pop() {
        for entry in
            fs::read_dir(&dir).with_context(|| format!("cannot list {}", label(root, &dir)))?
        {
            let entry = entry?;
            let path = entry.path();
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if path.is_dir() {
                if !matches!(
                    name.as_ref(),
                    "target" | "tests" | "benches" | "node_modules" | "__pycache__"
                ) {
                    open.push(path);
                }
            } else if !matches!(
                name.as_ref(),
                "runtime.toml" | "workload.toml" | "expected.links" | "Cargo.lock"
            ) && !name.ends_with(".md")
            {
                files.insert(path);
            }
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(file) = files.pop_first() {
        let bytes =
            fs::read(&file).with_context(|| format!("cannot read {}", label(root, &file)))?;
        if file.extension().is_some_and(|extension| extension == "rs") {
            let named = named_paths(&file, &bytes).into_iter();
            files.extend(named.filter(|path| !seen.contains(path)));
        }
        let hash = Sha256(Hasher::digest(bytes).into());
        description.push_str(&format!("{} {hash}\n", label(root, &file)));
        seen.insert(file);
    }
    Ok(description)
}

/// The files that a source takes its modules from, besides the usual ones.
fn named_paths(file: &Path, source: &[u8]) -> Vec<PathBuf> {
    let dir = file.parent().unwrap_or(file);
    String::from_utf8_lossy(source)
        .lines()
        .filter_map(|line| line.trim().strip_prefix("#[path = \"")?.strip_suffix("\"]"))
        .map(|path| {
            let mut found = dir.to_path_buf();
            for part in path.split('/') {
                match part {
                    ".." => _ = found.pop(),
                    part => found.push(part),
                }
            }
            found
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_that_two_packages_share_counts_for_both() {
        let root = crate::workspace::root().expect("the workspace");
        let root = root.as_path();
        for (package, shared) in [
            ("rust/wasmi-1", "rust/wasmi/src/adapter.rs"),
            ("isolated/wasm3-0-4", "rust/wasm3/src/adapter.rs"),
            ("isolated/wasm3-0-4", "rust/wasm3/src/ffi.rs"),
        ] {
            let description = sources(root, &root.join("runtimes").join(package)).expect(package);
            let line = format!("runtimes/{shared} ");
            assert!(description.lines().any(|one| one.starts_with(&line)), "{package}: {shared}");
        }
    }
}
