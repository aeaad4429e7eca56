//! One named configuration of a runtime.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::error::{Fault, check_each, ensure};
use crate::{Target, TargetBuild, read, words};

words! {
    /// How a module reaches a config.
    pub enum ModuleRoute("module route") {
        /// The runner compiles the module.
        Load = "load",
        /// A host tool makes an artifact, which the runner loads.
        Prepare = "prepare",
        /// The module is linked into the runner when it is built.
        Link = "link",
    }
}

/// One named configuration of a runtime, part of its identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    #[serde(deserialize_with = "read::name")]
    pub name: String,
    /// Whether it stands for the runtime where only one can.
    #[serde(default)]
    pub default: bool,
    /// What this config is, in one line.
    #[serde(deserialize_with = "read::text")]
    pub about: String,
    #[serde(deserialize_with = "read::distinct")]
    pub targets: Vec<Target>,
    pub module: ModuleRoute,
    /// Run at most so many frames of a workload.
    #[serde(default, deserialize_with = "read::limit")]
    pub frames_cap: Option<u32>,
    /// Budget of each guest call, in the engine's own units.
    #[serde(default, deserialize_with = "read::limit")]
    pub fuel: Option<u64>,
    /// The runner interrupts a guest call after this time, in milliseconds.
    #[serde(default, deserialize_with = "read::limit")]
    pub interrupt_ms: Option<u64>,
    /// The config that is the same but bounds no guest, to be compared with.
    pub unbounded: Option<String>,
    /// Why this config may be faster than that one all the same.
    pub faster_bounded: Option<String>,
    /// Deadline of a whole run, in seconds.
    #[serde(default, deserialize_with = "read::limit")]
    pub deadline_s: Option<u64>,
    /// Names of tools needed in addition to those of the build.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What is unfair about the numbers of this config.
    pub speed_note: Option<String>,
    #[serde(default)]
    pub host: TargetBuild,
    #[serde(default)]
    pub pybadge: TargetBuild,
    /// The program of the same firmware with the engine embedded by hand: the
    /// other side of the pair benchmark on the badge.
    pub by_hand: Option<String>,
}

impl Config {
    pub fn build_for(&self, target: Target) -> &TargetBuild {
        match target {
            Target::Host => &self.host,
            Target::Pybadge => &self.pybadge,
        }
    }

    /// How many of `frames` frames this config runs on a target.
    pub fn frames_of(&self, frames: u32, target: Target) -> u32 {
        let caps = [self.frames_cap, self.build_for(target).frames_cap];
        caps.into_iter().flatten().fold(frames, u32::min)
    }

    fn check(&self) -> Result<(), Fault> {
        for target in Target::ALL {
            let unused = *self.build_for(*target) == TargetBuild::default();
            let reason = format!("`{target}` is not among the targets");
            ensure(unused || self.targets.contains(target), target.word(), reason)?;
        }
        let bounds = self.fuel.is_some() || self.interrupt_ms.is_some();
        let reason = "is for a config with `fuel` or `interrupt_ms`";
        ensure(bounds || self.unbounded.is_none(), "unbounded", reason)?;
        let compared = self.unbounded.is_some() || self.faster_bounded.is_none();
        ensure(compared, "faster_bounded", "needs `unbounded`")?;
        let bootable = self.by_hand.is_none() || self.targets.contains(&Target::Pybadge);
        ensure(bootable, "by_hand", "is a firmware, and `pybadge` is not among the targets")
    }
}

/// Checks the configs of a runtime, each alone and against each other.
pub(crate) fn check(configs: &[Config]) -> Result<(), Fault> {
    let mut names = BTreeSet::new();
    for (i, config) in configs.iter().enumerate() {
        let reason = format!("`{}` occurs twice", config.name);
        ensure(names.insert(&config.name), format!("config[{i}].name"), reason)?;
    }
    let defaults = configs.iter().filter(|config| config.default).count();
    let reason = format!("exactly one config must be the default, here are {defaults}");
    ensure(configs.is_empty() || defaults == 1, "config.default", reason)?;
    for config in configs {
        if let Some(name) = &config.unbounded {
            let other = configs.iter().find(|other| other.name == *name);
            let same = other.is_some_and(|o| o.fuel.is_none() && o.interrupt_ms.is_none());
            let reason = format!("`{name}` is no config without `fuel` and `interrupt_ms`");
            ensure(same, "config.unbounded", reason)?;
        }
    }
    check_each("config", configs, |_, config| config.check())
}
