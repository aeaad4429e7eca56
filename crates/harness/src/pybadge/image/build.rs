//! Linking firmware with cargo: once per config, and once per workload where
//! guests are linked in.

use super::{DoesNotFit, ElfError, Linked, Memory};
use crate::build::MODULES;
use crate::cargo::{Complaints, artifacts, cargo};
use crate::guest;
use crate::halt::{Halt, Obstacle, settle};
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use badge_catalogue::{Config, ModuleRoute, RuntimeEntry};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

/// The badge's processor.
pub(crate) const TARGET: &str = "thumbv7em-none-eabihf";

/// Profile of firmware that names none.
const PROFILE: &str = "badge";

/// The feature of a package that makes firmware of it.
pub(crate) const FEATURE: &str = "pybadge";

/// The feature that a firmware embedded by hand needs besides.
pub(crate) const BY_HAND: &str = "by-hand";

/// The feature that makes a firmware a console of cartridges.
pub(crate) const CONSOLE: &str = "runner-pybadge/console";

/// Tells the build script of a firmware which guest to link in.
const LINKED: &str = "BADGE_WORKLOAD";

/// A firmware and where its ELF file lies.
#[derive(Clone, Debug)]
pub struct Firmware {
    /// What the linker left.
    pub linked: Arc<Linked>,
    /// The file.
    pub elf: PathBuf,
}

/// What distinguishes two firmwares.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key {
    runtime: String,
    bin: String,
    features: Vec<String>,
    profile: String,
    workload: Option<String>,
}

impl Key {
    fn new(runtime: &RuntimeEntry, config: &Config, bin: &str) -> Self {
        let settings = &config.pybadge;
        Self {
            runtime: runtime.name.clone(),
            bin: bin.to_owned(),
            features: features(config),
            profile: settings.profile.clone().unwrap_or(PROFILE.to_owned()),
            workload: None,
        }
    }
}

/// The features of a config's firmware.
pub(crate) fn features(config: &Config) -> Vec<String> {
    let mut features = config.pybadge.features.clone();
    if !features.iter().any(|feature| feature == FEATURE) {
        features.push(FEATURE.to_owned());
    }
    features
}

/// Firmwares, each linked once.
#[derive(Debug)]
pub struct Firmwares<'w> {
    workspace: &'w Workspace,
    complaints: Complaints,
    built: BTreeMap<Key, Result<Firmware, Obstacle>>,
}

impl<'w> Firmwares<'w> {
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

    /// The firmware of a config, for one workload where guests are linked in.
    ///
    /// # Errors
    ///
    /// A build that fails or does not fit is the row's.
    pub fn build(
        &mut self,
        runtime: &RuntimeEntry,
        config: &Config,
        workload: &str,
    ) -> Result<Firmware, Halt> {
        let bin = bin(runtime)?;
        let linked = (config.module == ModuleRoute::Link).then(|| workload.to_owned());
        let key = Key { workload: linked, ..Key::new(runtime, config, bin) };
        self.once(runtime, key)
    }

    /// The firmware of a config that plays cartridges.
    ///
    /// # Errors
    ///
    /// As [`Self::build`].
    pub fn console(&mut self, runtime: &RuntimeEntry, config: &Config) -> Result<Firmware, Halt> {
        let mut key = Key::new(runtime, config, bin(runtime)?);
        key.features.push(CONSOLE.to_owned());
        self.once(runtime, key)
    }

    /// The firmware in which the engine of a config is embedded by hand, if
    /// `runtime.toml` names one.
    ///
    /// # Errors
    ///
    /// As [`Self::build`].
    pub fn by_hand(
        &mut self,
        runtime: &RuntimeEntry,
        config: &Config,
    ) -> Result<Option<Firmware>, Halt> {
        let Some(bin) = &config.by_hand else {
            return Ok(None);
        };
        let mut key = Key::new(runtime, config, bin);
        key.features.push(BY_HAND.to_owned());
        self.once(runtime, key).map(Some)
    }

    fn once(&mut self, runtime: &RuntimeEntry, key: Key) -> Result<Firmware, Halt> {
        if let Some(known) = self.built.get(&key) {
            return Ok(known.clone()?);
        }
        let built = settle(self.link(runtime, &key))?;
        self.built.insert(key, built.clone());
        Ok(built?)
    }

    fn link(&self, runtime: &RuntimeEntry, key: &Key) -> Result<Firmware, Halt> {
        let build = runtime.build.as_ref();
        let Some(package) = build.and_then(|b| b.package.as_deref()) else {
            let reason = "runtime.toml names no build.package";
            return Err(Obstacle::does_not_build(reason).into());
        };
        let bin = &key.bin;
        let dir = if self.workspace.is_isolated(runtime) {
            self.workspace.runtime_dir(runtime)
        } else {
            self.workspace.root()
        };
        let output = link(dir, self.workspace, package, key)?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            return Err(failure(&words, self.complaints).into());
        }
        let elf = artifacts(&output.stdout)?.into_iter().filter(|artifact| artifact.name == *bin);
        let Some(elf) = elf.into_iter().find_map(|artifact| artifact.executable) else {
            let reason = format!("cargo built no program {bin}");
            return Err(Obstacle::does_not_build(reason).into());
        };
        // The next workload's link replaces cargo's file.
        let file = fs::read(&elf).with_context(|| format!("cannot read {}", elf.display()))?;
        match Linked::read(&file) {
            Ok(linked) => Ok(Firmware { linked: Arc::new(linked), elf }),
            Err(ElfError::DoesNotFit(over)) => Err(over.into()),
            Err(error) => Err(Obstacle::does_not_build(format!("{bin}: {error}")).into()),
        }
    }
}

/// The program that is a runtime's firmware.
fn bin(runtime: &RuntimeEntry) -> Result<&str, Halt> {
    let bin = runtime.build.as_ref().and_then(|build| build.firmware.as_deref());
    bin.ok_or_else(|| Obstacle::does_not_build("runtime.toml names no build.firmware").into())
}

/// Has cargo link a firmware.
fn link(dir: &Path, workspace: &Workspace, package: &str, key: &Key) -> Result<Output> {
    let bin = key.bin.as_str();
    let mut command = cargo();
    command
        .current_dir(dir)
        .args(["build", "--locked", "--quiet", "--target", TARGET])
        .args(["--package", package, "--bin", bin])
        .args(["--profile", &key.profile, "--no-default-features"])
        .args(["--message-format", "json-render-diagnostics"])
        .args(["--config", &remap(workspace.root())])
        .arg("--target-dir")
        .arg(workspace.path("target"));
    command.args(["--features", &key.features.join(",")]);
    match &key.workload {
        // One guest is native code, another is translated from its module.
        Some(workload) => command.env(LINKED, workload).env(MODULES, guest::modules(workspace)),
        None => command.env_remove(LINKED),
    };
    process::output(&mut command).context("cannot run cargo")
}

/// Keeps the directories of this machine out of the images.
fn remap(root: &Path) -> String {
    let mut flags = vec![format!("--remap-path-prefix={}=.", root.display())];
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    if let Some(home) = home {
        flags.push(format!("--remap-path-prefix={}=cargo", home.display()));
    }
    let flags: Vec<String> = flags.iter().map(|flag| format!("{flag:?}")).collect();
    format!("target.{TARGET}.rustflags=[{}]", flags.join(","))
}

/// What a failed build comes to: an overflow of a memory, or its first error.
fn failure(words: &str, complaints: Complaints) -> Obstacle {
    overflow(words).map_or_else(|| complaints.failure(words), Obstacle::from)
}

/// The largest overflow that a linker complains of. LLD names each section
/// (`will not fit in region 'FLASH': overflowed by 12 bytes`), GNU ld the
/// whole region (``region `FLASH' overflowed by 12 bytes``).
fn overflow(words: &str) -> Option<DoesNotFit> {
    words
        .lines()
        .filter_map(|line| {
            let (region, rest) = line.split_once("region ")?.1.split_once("overflowed by ")?;
            let memory = if region.contains("FLASH") {
                Memory::Flash
            } else if region.contains("RAM") {
                Memory::Ram
            } else {
                return None;
            };
            let over = rest.split_whitespace().next()?.parse().ok()?;
            Some(DoesNotFit { memory, over })
        })
        .max_by_key(|fit| fit.over)
}

#[cfg(test)]
mod tests {
    use super::*;
    use badge_catalogue::Outcome;

    #[track_caller]
    fn check(words: &str, due: Option<(Memory, u64)>) {
        let found = overflow(words).map(|fit| (fit.memory, fit.over));
        assert_eq!(found, due);
    }

    #[test]
    fn the_largest_overflow_of_lld_is_that_of_the_image() {
        check(
            "  = note: rust-lld: error: section '.text' will not fit in region 'FLASH': overflowed by 100 bytes\n\
             rust-lld: error: section '.rodata' will not fit in region 'FLASH': overflowed by 4552 bytes\n",
            Some((Memory::Flash, 4552)),
        );
    }

    #[test]
    fn gnu_ld_names_the_region() {
        check("/usr/bin/ld: region `RAM' overflowed by 12 bytes", Some((Memory::Ram, 12)));
    }

    #[test]
    fn other_errors_are_no_overflow() {
        check("error[E0425]: cannot find value `FLASH`", None);
        let failure = failure("warning: unused\nerror: no linker\n", Complaints::Hidden);
        assert_eq!(failure.verdict.outcome, Outcome::DoesNotBuild);
        assert_eq!(failure.detail(), "error: no linker");
    }
}
