//! Cargo: how it is called, and what it made.

use crate::build_failure::BuildFailure;
use anyhow::{Context, Result};
use cargo_metadata::Message;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Something that cargo made.
#[derive(Debug)]
pub struct Artifact {
    /// Name of the target.
    pub name: String,
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

/// Runs a cargo command that builds, and collects what it made. `trailing`
/// stands behind `--`.
///
/// # Errors
///
/// When cargo cannot be run.
pub fn build_messages(
    mut command: Command,
    trailing: &[String],
) -> Result<Result<Vec<Artifact>, BuildFailure>> {
    let mut child = command
        .args(["--message-format", "json-render-diagnostics", "--quiet"])
        .args((!trailing.is_empty()).then_some("--"))
        .args(trailing)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run cargo")?;
    let stderr = child.stderr.take().context("cargo has no standard error")?;
    let errors = std::thread::spawn(move || {
        let mut words = String::new();
        // What cannot be read is not shown.
        let _: std::io::Result<usize> =
            std::io::Read::read_to_string(&mut BufReader::new(stderr), &mut words);
        words
    });
    let stdout = child.stdout.take().context("cargo has no standard output")?;
    let mut artifacts = Vec::new();
    for message in Message::parse_stream(BufReader::new(stdout)) {
        if let Message::CompilerArtifact(artifact) = message.context("cargo's output")? {
            artifacts.push(Artifact {
                name: artifact.target.name.clone(),
                executable: artifact.executable.map(Into::into),
                files: artifact.filenames.into_iter().map(Into::into).collect(),
            });
        }
    }
    let status = child.wait().context("cannot wait for cargo")?;
    let words = errors.join().unwrap_or_default();
    if status.success() {
        return Ok(Ok(artifacts));
    }
    eprintln!("{words}");
    Ok(Err(BuildFailure::from_words(&words)))
}
