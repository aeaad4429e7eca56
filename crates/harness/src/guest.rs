//! Building the workloads as WebAssembly modules.

mod strip;

use crate::cargo::{Complaints, build_messages, cargo};
use crate::halt::settle;
use crate::store;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use badge_catalogue::Workload;
use badge_records::{Blob, Sha256};
use sha2::{Digest, Sha256 as Hasher};
use std::fs;
use std::path::{Path, PathBuf};

/// The target: the WebAssembly 1.0 that every engine knows.
pub const TARGET: &str = "wasm32v1-none";

/// A module on disk.
#[derive(Clone, Debug)]
pub struct Module {
    /// Where.
    pub path: PathBuf,
    /// Name, hash and size for the records.
    pub blob: Blob,
}

impl Module {
    /// Describes a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn at(path: &Path, name: &str) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Self {
            path: path.to_path_buf(),
            blob: Blob {
                name: name.to_owned(),
                bytes: bytes.len() as u64,
                sha256: Sha256(Hasher::digest(bytes).into()),
            },
        })
    }
}

/// Builds the module of a workload and returns where it lies.
///
/// # Errors
///
/// When the workload does not build: there is nothing to measure then.
pub fn build(workspace: &Workspace, workload: &Workload) -> Result<Module> {
    let package = format!("workload-{}", workload.name);
    let arguments = link_arguments(workload);
    let module = link(workspace, &package, &arguments)?;
    let name = format!("{}.wasm", workload.name);
    let path = modules(workspace).join(&name);
    store::replace(&path, &module)?;
    Module::at(&path, &name)
}

/// Builds a package as a module with these arguments of the linker, and takes away
/// what rustc exports by itself.
///
/// # Errors
///
/// When it does not build.
pub fn link(
    workspace: &Workspace,
    package: &str,
    arguments: &[impl AsRef<str>],
) -> Result<Vec<u8>> {
    let mut command = cargo();
    command.current_dir(workspace.root());
    command.args(["rustc", "--locked", "--profile", "guest", "--target", TARGET]);
    command.args(["--package", package, "--crate-type", "cdylib"]);
    command.args(["--config", &remap(workspace.root())]);
    let trailing: Vec<String> = arguments
        .iter()
        .flat_map(|argument| ["-C".to_owned(), format!("link-arg={}", argument.as_ref())])
        .collect();
    let artifacts = match settle(build_messages(command, &trailing, Complaints::Shown))? {
        Ok(artifacts) => artifacts,
        Err(obstacle) => bail!("{package}: {}", obstacle.detail()),
    };
    let built = artifacts
        .iter()
        .flat_map(|artifact| &artifact.files)
        .find(|file| file.extension().is_some_and(|extension| extension == "wasm"))
        .with_context(|| format!("{package}: cargo made no module"))?;
    let linked = fs::read(built).with_context(|| format!("cannot read {}", built.display()))?;
    strip::strip(&linked).with_context(|| package.to_owned())
}

/// The directory of the modules that were built.
#[must_use]
pub fn modules(workspace: &Workspace) -> PathBuf {
    workspace.scratch().join("modules")
}

/// What the linker is told. One page, the guest's own stack first in it so
/// that an overflow traps instead of overwriting data, no declared maximum,
/// and relocations compressed, because some engines refuse padded LEB128.
fn link_arguments(workload: &Workload) -> Vec<String> {
    vec![
        format!("-zstack-size={}", workload.stack_bytes),
        "--stack-first".to_owned(),
        "--initial-memory=65536".to_owned(),
        "--compress-relocations".to_owned(),
    ]
}

/// Keeps the directories of this machine out of the modules.
fn remap(root: &Path) -> String {
    let mut flags = vec![format!("--remap-path-prefix={}=.", root.display())];
    if let Some(home) = cargo_home() {
        flags.push(format!("--remap-path-prefix={}=cargo", home.display()));
    }
    let flags: Vec<String> = flags.iter().map(|flag| format!("{flag:?}")).collect();
    format!("target.{TARGET}.rustflags=[{}]", flags.join(","))
}

fn cargo_home() -> Option<PathBuf> {
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
}
