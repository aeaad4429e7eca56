//! What takes the place of the pinned engine: another version, or a checkout.

use super::files::walk;
use crate::cargo;
use crate::process;
use crate::usage::Usage;
use anyhow::{Context, Result};
use badge_catalogue::BuildKind;
use cargo_metadata::MetadataCommand;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What takes the place of the pinned engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Replacement {
    /// Another release.
    Version(String),
    /// A directory with the sources.
    Checkout(Checkout),
}

/// A directory with the sources of an engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Checkout {
    /// The outermost directory that belongs to it.
    pub root: PathBuf,
    /// Directories of its packages below `root`, by name; of kinds other than
    /// cargo the engine alone.
    pub packages: BTreeMap<String, PathBuf>,
    /// Version and commit, for people.
    label: String,
}

impl Replacement {
    /// Reads what `--with` names.
    ///
    /// # Errors
    ///
    /// [`Usage`] for what is neither a version nor a directory with the engine.
    pub(super) fn read(kind: BuildKind, engine: &str, with: &str) -> Result<Self> {
        let path = Path::new(with);
        if path.is_dir() {
            let path = std::path::absolute(path).context("no working directory")?;
            return match kind {
                BuildKind::Cargo => packages_of(&path, engine),
                BuildKind::Go => module_of(&path, engine),
                _ => {
                    let why = "only another version can be tried of an engine that no cargo or Go builds, not a checkout";
                    Err(refused(with, why))
                }
            }
            .map(Self::Checkout);
        }
        let digits = with.strip_prefix('v').unwrap_or(with);
        let is_version = digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_alphanumeric() || ".-+".contains(c));
        if !is_version {
            return Err(refused(with, "neither a directory nor a version such as 2.0.1"));
        }
        if kind == BuildKind::Cargo && with.parse::<cargo_metadata::semver::Version>().is_err() {
            return Err(refused(with, "cargo wants all three numbers of a version, such as 2.0.1"));
        }
        Ok(Self::Version(with.to_owned()))
    }

    /// What it is called in headings.
    pub(super) fn label(&self) -> &str {
        match self {
            Self::Version(version) => version,
            Self::Checkout(checkout) => &checkout.label,
        }
    }
}

fn refused(with: &str, why: &str) -> anyhow::Error {
    Usage::new(format!("--with {with}: {why}")).into()
}

/// The packages of a checkout, which may be a single package, a workspace, or
/// one member of a workspace.
fn packages_of(path: &Path, engine: &str) -> Result<Checkout> {
    let with = path.display().to_string();
    let manifest = path.join("Cargo.toml");
    if !manifest.is_file() {
        return Err(refused(&with, &format!("no package {engine}: there is no Cargo.toml")));
    }
    let mut command = MetadataCommand::new();
    command.manifest_path(&manifest).no_deps();
    let metadata = cargo::metadata(&command)
        .map_err(|error| refused(&with, &super::cause(&format!("{error:#}"))))?;
    let root = metadata.workspace_root.into_std_path_buf();
    let mut packages = BTreeMap::new();
    let mut version = None;
    for package in metadata.packages {
        let dir = package.manifest_path.parent().and_then(|dir| dir.strip_prefix(&root).ok());
        let Some(dir) = dir else {
            continue;
        };
        if package.name == engine {
            version = Some(package.version.to_string());
        }
        packages.insert(package.name.to_string(), dir.as_std_path().to_owned());
    }
    let Some(version) = version else {
        let names: Vec<&str> = packages.keys().map(String::as_str).collect();
        let why = format!("no package {engine}; there are: {}", names.join(", "));
        return Err(refused(&with, &why));
    };
    let label = labelled(&root, &version);
    Ok(Checkout { root, packages, label })
}

/// The module of a checkout in Go.
fn module_of(path: &Path, engine: &str) -> Result<Checkout> {
    let text = std::fs::read_to_string(path.join("go.mod")).unwrap_or_default();
    let named = text.lines().find_map(|line| line.strip_prefix("module "));
    if named.map(str::trim) != Some(engine) {
        let with = path.display().to_string();
        let there = named.map_or("there is no go.mod".to_owned(), |name| format!("it is {name}"));
        return Err(refused(&with, &format!("no module {engine}: {there}")));
    }
    let packages = [(engine.to_owned(), PathBuf::new())].into();
    Ok(Checkout { root: path.to_owned(), packages, label: labelled(path, "checkout") })
}

/// A version with the commit, where git knows the directory; marked where
/// sources differ from the commit.
fn labelled(root: &Path, version: &str) -> String {
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(arguments).current_dir(root);
        let output = process::output(&mut git).ok().filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok()
    };
    // Ignored directories lie in whatever repository is around them.
    let known = git(&["ls-files", "."]).is_some_and(|files| !files.is_empty());
    let commit = known.then(|| git(&["rev-parse", "--short=12", "HEAD"])).flatten();
    let Some(commit) = commit else {
        return format!("{version} of a checkout");
    };
    let clean = git(&["status", "--porcelain", "."]).is_some_and(|changes| changes.is_empty());
    format!("{version} at {}{}", commit.trim(), if clean { "" } else { "+" })
}

impl Checkout {
    /// Its files: where they go, and where they are.
    pub(super) fn files(&self) -> Result<BTreeMap<PathBuf, PathBuf>> {
        let mut files = BTreeMap::new();
        walk(&self.root, Path::new(""), &mut files)?;
        Ok(files)
    }
}
