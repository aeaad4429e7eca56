//! Cargo: how it is called, and what it made.

use crate::halt::{Halt, Obstacle};
use crate::process;
use anyhow::{Context, Result, bail};
use cargo_metadata::{Message, Metadata, MetadataCommand};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Something that cargo made.
#[derive(Debug)]
pub struct Artifact {
    /// Where its package lies.
    pub package_dir: PathBuf,
    /// Name of the target.
    pub name: String,
    /// Whether it is a program of tests.
    pub is_test: bool,
    /// The program, where it is one.
    pub executable: Option<PathBuf>,
    /// All files.
    pub files: Vec<PathBuf>,
}

/// Cargo, the one that runs this program.
#[must_use]
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Set by `cargo run` for this package; a build script of another package
    // must not see it, and RUSTFLAGS would drop the flags of the config.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "RUSTFLAGS"] {
        command.env_remove(name);
    }
    command
}

/// Cargo in a directory. A runtime with a configuration of its own has a target
/// directory of its own: what it sets would make dependencies that all share stale,
/// and everything that is built on them, with each turn.
#[must_use]
pub fn cargo_in(dir: &Path) -> Command {
    let mut command = cargo();
    command.current_dir(dir);
    let is_runtime = dir.join("runtime.toml").is_file();
    if let Some(name) = dir.file_name()
        && let Some(root) = dir.ancestors().nth(RUNTIME_DEPTH)
        && is_runtime
        && dir.join(".cargo").join("config.toml").is_file()
    {
        command.env("CARGO_TARGET_DIR", root.join("target").join("isolated").join(name));
    }
    command
}

/// Directories from the top-level one to a runtime: `runtimes`, a group, its own.
const RUNTIME_DEPTH: usize = 3;

/// How much is shown of what a client says whose build fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Complaints {
    /// Everything: for whoever works on what is built.
    #[default]
    Shown,
    /// Nothing: the cause in one line goes with the obstacle.
    Hidden,
}

impl Complaints {
    /// The obstacle that a failed build is.
    #[must_use]
    pub fn failure(self, words: &str) -> Obstacle {
        if self == Self::Shown {
            eprintln!("{words}");
        }
        Obstacle::build_failure(words)
    }
}

/// Runs a cargo command that builds, and collects what it made. `trailing`
/// stands behind `--`.
///
/// # Errors
///
/// A build that fails is the row's.
pub fn build_messages(
    mut command: Command,
    trailing: &[String],
    complaints: Complaints,
) -> Result<Vec<Artifact>, Halt> {
    command
        .args(["--message-format", "json-render-diagnostics", "--quiet"])
        .args((!trailing.is_empty()).then_some("--"))
        .args(trailing);
    let output = process::output(&mut command).context("cannot run cargo")?;
    if output.status.success() {
        return Ok(artifacts(&output.stdout)?);
    }
    Err(complaints.failure(&String::from_utf8_lossy(&output.stderr)).into())
}

/// What cargo's messages say that it made.
///
/// # Errors
///
/// When they are not cargo's.
pub fn artifacts(messages: &[u8]) -> Result<Vec<Artifact>> {
    let mut artifacts = Vec::new();
    for message in Message::parse_stream(messages) {
        if let Message::CompilerArtifact(artifact) = message.context("cargo's output")? {
            artifacts.push(Artifact {
                package_dir: artifact
                    .manifest_path
                    .parent()
                    .context("a manifest in no directory")?
                    .into(),
                name: artifact.target.name.clone(),
                is_test: artifact.profile.test,
                executable: artifact.executable.map(Into::into),
                files: artifact.filenames.into_iter().map(Into::into).collect(),
            });
        }
    }
    Ok(artifacts)
}

/// The graph of packages that a command describes.
///
/// # Errors
///
/// When cargo cannot be run or fails.
pub fn metadata(command: &MetadataCommand) -> Result<Metadata> {
    let output = process::output(&mut command.cargo_command()).context("cannot run cargo")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let text = String::from_utf8(output.stdout).context("cargo's output")?;
    MetadataCommand::parse(text).context("cargo's output")
}
