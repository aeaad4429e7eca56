//! Building runners: each once, by the client that its language has.

pub mod clients;

pub use clients::npm_packages;

use crate::cargo::{Complaints, build_messages, cargo_in};
use crate::guest;
use crate::halt::{Halt, Obstacle, settle};
use crate::runner::Runner;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_catalogue::{Build, BuildKind, Config, RuntimeEntry};
use std::collections::BTreeMap;
use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

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
            profile: config.host.profile.clone().unwrap_or_else(|| PROFILE.to_owned()),
        }
    }

    /// The features that this build has besides the default ones.
    #[must_use]
    pub fn features(&self) -> &[String] {
        &self.features
    }

    /// A file name of its own for each build of a program.
    fn file_name(&self, program: &str) -> String {
        let features = self.features.iter().map(|feature| format!("+{feature}"));
        let features: String = features.collect();
        format!("{program}-{}{features}{EXE_SUFFIX}", self.profile)
    }
}

/// The variable that tells a build script where the modules of the workloads
/// lie, for runners that link them in.
pub const MODULES: &str = "BADGE_MODULES";

/// Gives a program a second place.
fn keep(program: &Path, place: &Path) -> Result<()> {
    let keep = || -> std::io::Result<()> {
        if let Some(dir) = place.parent() {
            fs::create_dir_all(dir)?;
        }
        match fs::remove_file(place) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::hard_link(program, place).or_else(|_| fs::copy(program, place).map(drop))
    };
    keep().with_context(|| format!("cannot copy {} to {}", program.display(), place.display()))
}

/// Runners, each built once.
#[derive(Debug)]
pub struct Runners<'w> {
    workspace: &'w Workspace,
    complaints: Complaints,
    built: BTreeMap<BuildKey, Result<Made, Obstacle>>,
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
        Self { workspace, complaints: Complaints::default(), built: BTreeMap::new() }
    }

    /// The same, where the caller says why a build fails.
    #[must_use]
    pub fn quietly(self) -> Self {
        Self { complaints: Complaints::Hidden, ..self }
    }

    /// The runner of a config, built if it is not yet.
    ///
    /// # Errors
    ///
    /// A build that fails is the row's.
    pub fn build(&mut self, runtime: &RuntimeEntry, config: &Config) -> Result<Runner, Halt> {
        let Some(build) = &runtime.build else {
            return Err(Obstacle::does_not_build("runtime.toml has no [build]").into());
        };
        let key = BuildKey::of(runtime, config);
        if !self.built.contains_key(&key) {
            let made = match build.kind {
                BuildKind::Cargo => self.cargo(runtime, build, &key).map(Made::Program),
                _ => clients::build(self.workspace, runtime, build, self.complaints)
                    .map(|()| Made::Files),
            };
            self.built.insert(key.clone(), settle(made)?);
        }
        match &self.built[&key] {
            Ok(Made::Program(runner)) => Ok(runner.clone()),
            Ok(Made::Files) => Ok(clients::runner(self.workspace, runtime, build, config)),
            Err(obstacle) => Err(obstacle.clone().into()),
        }
    }

    fn cargo(&self, runtime: &RuntimeEntry, build: &Build, key: &BuildKey) -> Result<Runner, Halt> {
        let (Some(package), Some(bin)) = (&build.package, &build.bin) else {
            let reason = "runtime.toml: kind cargo needs build.package and build.bin";
            return Err(Obstacle::does_not_build(reason).into());
        };
        let mut command = cargo_in(match self.workspace.is_isolated(runtime) {
            true => self.workspace.runtime_dir(runtime),
            false => self.workspace.root(),
        });
        command
            .args(["build", "--locked", "--package", package, "--bin", bin])
            .args(["--profile", &key.profile]);
        if !key.features.is_empty() {
            command.args(["--features", &key.features.join(",")]);
        }
        // For runners whose guests are linked in.
        command.env(MODULES, guest::modules(self.workspace));
        let program = build_messages(command, &[], self.complaints)?
            .into_iter()
            .find(|artifact| artifact.name == *bin)
            .and_then(|artifact| artifact.executable);
        let Some(program) = program else {
            let reason = format!("cargo built no program {bin}");
            return Err(Obstacle::does_not_build(reason).into());
        };
        let several = runtime.configs.iter().any(|config| BuildKey::of(runtime, config) != *key);
        if !several {
            return Ok(Runner::new(program));
        }
        // Builds that differ in their features have one place in cargo's
        // directory, where the next would take that of the last.
        let kept = clients::out(self.workspace, runtime).join(key.file_name(bin));
        keep(&program, &kept)?;
        Ok(Runner::new(kept))
    }
}

#[cfg(test)]
mod tests {
    use super::{BuildKey, keep};
    use std::fs;

    fn key(features: &[&str]) -> BuildKey {
        BuildKey {
            runtime: "one".to_owned(),
            features: features.iter().map(|&feature| feature.into()).collect(),
            profile: "release".to_owned(),
        }
    }

    #[test]
    fn builds_with_other_features_have_other_files() {
        let names = [&[][..], &["a"], &["a", "b"], &["ab"]].map(|f| key(f).file_name("runner"));
        for (i, name) in names.iter().enumerate() {
            assert!(name.starts_with("runner-release"), "{name}");
            assert!(!names[..i].contains(name), "{name} twice");
        }
    }

    #[test]
    fn a_kept_program_outlives_the_next_build() {
        let dir = tempfile::tempdir().unwrap();
        let (built, kept) = (dir.path().join("runner"), dir.path().join("kept/runner+a"));
        fs::write(&built, "first").unwrap();
        keep(&built, &kept).unwrap();
        // As cargo does: a new file in the place of the old.
        fs::remove_file(&built).unwrap();
        fs::write(&built, "second").unwrap();
        assert_eq!(fs::read_to_string(&kept).unwrap(), "first");
        keep(&built, &kept).unwrap();
        assert_eq!(fs::read_to_string(&kept).unwrap(), "second");
    }
}
