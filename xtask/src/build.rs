//! Building runners: each once, by the client that its language has.

pub mod clients;

use crate::cargo::{build_messages, cargo};
use crate::runner::Runner;
use crate::workspace::Workspace;
use anyhow::Result;
use badge_results::catalogue::{Build, BuildKind, Config, RuntimeEntry};
use std::collections::BTreeMap;

/// Why there is no runner: one line for a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildFailure(pub String);

impl BuildFailure {
    /// The line of a client's complaints to look at: the first that calls
    /// itself an error, otherwise the last.
    #[must_use]
    pub fn from_words(words: &str) -> Self {
        let is_error = |line: &&str| {
            let line = line.trim_start_matches('[').to_ascii_lowercase();
            line.starts_with("error") || line.starts_with("npm error")
        };
        let line = words
            .lines()
            .find(is_error)
            .or_else(|| words.lines().rfind(|line| !line.trim().is_empty()))
            .unwrap_or("the build gives no reason");
        Self(line.trim().to_owned())
    }
}

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
    built: BTreeMap<BuildKey, Result<Made, BuildFailure>>,
}

/// What a build left.
#[derive(Clone, Debug)]
enum Made {
    /// A program that serves every config.
    Program(Runner),
    /// Files; the command line of each config says how to start it.
    Files,
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
    /// When the client itself cannot be run; a build that fails is a
    /// [`BuildFailure`].
    pub fn build(
        &mut self,
        runtime: &RuntimeEntry,
        config: &Config,
    ) -> Result<Result<Runner, BuildFailure>> {
        let Some(build) = &runtime.build else {
            return Ok(Err(BuildFailure("runtime.toml has no [build]".to_owned())));
        };
        let key = BuildKey::of(runtime, config);
        if !self.built.contains_key(&key) {
            let made = match build.kind {
                BuildKind::Cargo => self.cargo(runtime, build, &key)?.map(Made::Program),
                _ => clients::build(self.workspace, runtime, build)?.map(|()| Made::Files),
            };
            self.built.insert(key.clone(), made);
        }
        Ok(match &self.built[&key] {
            Ok(Made::Program(runner)) => Ok(runner.clone()),
            Ok(Made::Files) => Ok(clients::runner(self.workspace, runtime, build, config)),
            Err(failure) => Err(failure.clone()),
        })
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
