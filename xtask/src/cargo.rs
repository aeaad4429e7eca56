//! Building with cargo, each runner alone so that features do not unify.

use crate::plan::Cell;
use crate::runner::Runner;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_results::catalogue::{Build, BuildKind, Config, RuntimeEntry};
use cargo_metadata::Message;
use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Why there is no runner: one line for a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildFailure(pub String);

/// What distinguishes two builds of one package.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BuildKey {
    runtime: String,
    features: Vec<String>,
    profile: String,
}

/// Profile of runners that name none.
const PROFILE: &str = "release";

impl BuildKey {
    /// The build that a config needs on the host.
    #[must_use]
    pub fn of(runtime: &RuntimeEntry, config: &Config) -> Self {
        Self {
            runtime: runtime.name.clone(),
            features: config.host.features.clone(),
            profile: config
                .host
                .profile
                .clone()
                .unwrap_or_else(|| PROFILE.to_owned()),
        }
    }
}

/// Runners, each built once.
#[derive(Debug)]
pub struct Runners<'w> {
    workspace: &'w Workspace,
    built: BTreeMap<BuildKey, Result<Runner, BuildFailure>>,
}

impl<'w> Runners<'w> {
    /// Nothing is built yet.
    #[must_use]
    pub fn new(workspace: &'w Workspace) -> Self {
        Self {
            workspace,
            built: BTreeMap::new(),
        }
    }

    /// Whether the runner of a config has been built or found unbuildable.
    #[must_use]
    pub fn knows(&self, runtime: &RuntimeEntry, config: &Config) -> bool {
        self.built.contains_key(&BuildKey::of(runtime, config))
    }

    /// The runner of a config, built if it is not yet.
    ///
    /// # Errors
    ///
    /// When cargo itself cannot be run; a build that fails is a
    /// [`BuildFailure`].
    pub fn build(
        &mut self,
        runtime: &RuntimeEntry,
        config: &Config,
    ) -> Result<Result<Runner, BuildFailure>> {
        let key = BuildKey::of(runtime, config);
        if let Some(known) = self.built.get(&key) {
            return Ok(known.clone());
        }
        let built = match &runtime.build {
            Some(build) if build.kind == BuildKind::Cargo => self.cargo(runtime, build, &key)?,
            Some(build) => Err(BuildFailure(format!(
                "no way to build runners of kind {} on this target",
                build.kind
            ))),
            None => Err(BuildFailure("runtime.toml has no [build]".to_owned())),
        };
        self.built.insert(key, built.clone());
        Ok(built)
    }

    /// The runner of a cell, if it was built.
    #[must_use]
    pub fn get(&self, cell: &Cell<'_>) -> Option<&Result<Runner, BuildFailure>> {
        self.built.get(&BuildKey::of(cell.runtime, cell.config))
    }

    fn cargo(
        &self,
        runtime: &RuntimeEntry,
        build: &Build,
        key: &BuildKey,
    ) -> Result<Result<Runner, BuildFailure>> {
        let (Some(package), Some(bin)) = (&build.package, &build.bin) else {
            return Ok(Err(BuildFailure(
                "runtime.toml: kind cargo needs build.package and build.bin".to_owned(),
            )));
        };
        let mut command = cargo();
        command
            .current_dir(if self.workspace.is_isolated(runtime) {
                self.workspace.runtime_dir(runtime)
            } else {
                self.workspace.root()
            })
            .args(["build", "--locked", "--package", package, "--bin", bin])
            .args(["--profile", &key.profile]);
        if !key.features.is_empty() {
            command.args(["--features", &key.features.join(",")]);
        }
        let outcome = build_messages(command, &[])?;
        Ok(match outcome {
            Ok(artifacts) => artifacts
                .into_iter()
                .find(|artifact| artifact.name == *bin)
                .and_then(|artifact| artifact.executable)
                .map(Runner::new)
                .ok_or_else(|| BuildFailure(format!("cargo built no program {bin}"))),
            Err(failure) => Err(failure),
        })
    }
}

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
    let stdout = child
        .stdout
        .take()
        .context("cargo has no standard output")?;
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
    Ok(Err(BuildFailure(reason(&words))))
}

/// The first error line, which is the one to look at.
fn reason(words: &str) -> String {
    words
        .lines()
        .find(|line| line.starts_with("error"))
        .or_else(|| words.lines().rfind(|line| !line.trim().is_empty()))
        .unwrap_or("cargo gives no reason")
        .trim()
        .to_owned()
}
