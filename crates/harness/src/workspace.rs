//! The repository on disk: where things are, and the catalogue in it.

use crate::conformance::DIRECTORY;
use anyhow::{Context, Result, bail};
use badge_catalogue::{Catalogue, Links, RuntimeEntry, Workload};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The repository.
#[derive(Debug)]
pub struct Workspace {
    root: PathBuf,
    /// What there is.
    pub catalogue: Catalogue,
    runtime_dirs: BTreeMap<String, PathBuf>,
}

impl Workspace {
    /// Reads the catalogue of the repository that this program was built from.
    ///
    /// # Errors
    ///
    /// The first file that cannot be read or is refused, with key and reason.
    pub fn open() -> Result<Self> {
        let root = root()
            .context("this program lies in no repository: rust-toolchain.toml is not found")?;
        Self::open_at(&root)
    }

    /// Reads the catalogue of the repository at `root`.
    ///
    /// # Errors
    ///
    /// The first file that cannot be read or is refused, with key and reason.
    pub fn open_at(root: &Path) -> Result<Self> {
        let mut runtimes = Vec::new();
        let mut runtime_dirs = BTreeMap::new();
        for kind in directories(&root.join("runtimes"))? {
            for dir in directories(&kind)? {
                let file = dir.join("runtime.toml");
                if !file.is_file() {
                    continue;
                }
                let entry = RuntimeEntry::parse(&label(root, &file), &read(&file)?)?;
                check_name(root, &file, &dir, &entry.name)?;
                runtime_dirs.insert(entry.name.clone(), dir);
                runtimes.push(entry);
            }
        }
        let mut workloads = Vec::new();
        for dir in directories(&root.join("workloads"))? {
            let file = dir.join("workload.toml");
            if !file.is_file() {
                continue;
            }
            let workload = Workload::parse(&label(root, &file), &read(&file)?)?;
            check_name(root, &file, &dir, &workload.name)?;
            workloads.push(workload);
        }
        let mut catalogue = Catalogue::new(runtimes, workloads)?;
        let cases = root.join(DIRECTORY).join("cases.toml");
        if cases.is_file() {
            catalogue = catalogue.with_cases(&label(root, &cases), &read(&cases)?)?;
        }
        Ok(Self { root: root.to_path_buf(), catalogue, runtime_dirs })
    }

    /// The top-level directory.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// `path` below the top-level directory.
    #[must_use]
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Where derived files go that are no results.
    #[must_use]
    pub fn scratch(&self) -> PathBuf {
        self.root.join("target").join("badge")
    }

    /// The directory of a runtime.
    #[must_use]
    pub fn runtime_dir(&self, runtime: &RuntimeEntry) -> &Path {
        // Every entry of the catalogue came from a directory.
        self.runtime_dirs.get(&runtime.name).map_or(self.root.as_path(), PathBuf::as_path)
    }

    /// Whether a runtime has a lock file of its own.
    #[must_use]
    pub fn is_isolated(&self, runtime: &RuntimeEntry) -> bool {
        self.runtime_dir(runtime).join("Cargo.lock").is_file()
    }

    /// The file with the expected chain of a workload.
    #[must_use]
    pub fn links_file(&self, workload: &Workload) -> PathBuf {
        self.root.join("workloads").join(&workload.name).join("expected.links")
    }

    /// The expected chain of a workload, `None` before it was generated.
    ///
    /// # Errors
    ///
    /// A file that exists and cannot be read or is refused.
    pub fn links(&self, workload: &Workload) -> Result<Option<Links>> {
        let file = self.links_file(workload);
        if !file.is_file() {
            return Ok(None);
        }
        Ok(Some(Links::parse(&label(&self.root, &file), &read(&file)?)?))
    }
}

/// The top-level directory: that of the package which cargo runs, or else of the
/// one that this program was built from, because a checkout can have been moved.
#[must_use]
pub fn root() -> Option<PathBuf> {
    let built_from = env!("CARGO_MANIFEST_DIR").into();
    let package: PathBuf = std::env::var_os("CARGO_MANIFEST_DIR").map_or(built_from, PathBuf::from);
    package.ancestors().find(|dir| dir.join("rust-toolchain.toml").is_file()).map(Path::to_path_buf)
}

/// `path` as it is called in messages: relative to the repository.
#[must_use]
pub fn label(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn check_name(root: &Path, file: &Path, dir: &Path, name: &str) -> Result<()> {
    if dir.file_name().is_none_or(|dir| dir != name) {
        bail!("{}: name: `{name}` must be the name of the directory", label(root, file));
    }
    Ok(())
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

/// The directories in `dir`, sorted; none if it does not exist.
fn directories(dir: &Path) -> Result<Vec<PathBuf>> {
    if !dir.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
