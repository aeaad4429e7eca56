//! One named configuration of a runtime.

use super::TargetBuild;
use crate::Target;
use crate::words::words;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Name below the runtime.
    pub name: String,
    /// Whether it stands for the runtime where only one can.
    pub default: bool,
    /// What this config is, in one line.
    pub about: String,
    /// Where it runs: at least one target.
    pub targets: Vec<Target>,
    /// How a module reaches it.
    pub module: ModuleRoute,
    /// Run at most so many frames of a workload.
    pub frames_cap: Option<u32>,
    /// Budget of each guest call, in the engine's own units.
    pub fuel: Option<u64>,
    /// The runner interrupts a guest call after this time, in milliseconds.
    pub interrupt_ms: Option<u64>,
    /// Deadline of a whole run, in seconds.
    pub deadline_s: Option<u64>,
    /// Names of tools needed in addition to those of the build.
    pub needs: Vec<String>,
    /// What is unfair about the numbers of this config.
    pub speed_note: Option<String>,
    /// Settings for the host.
    pub host: TargetBuild,
    /// Settings for the badge.
    pub pybadge: TargetBuild,
}

impl Config {
    /// Settings for a target.
    #[must_use]
    pub fn build_for(&self, target: Target) -> &TargetBuild {
        match target {
            Target::Host => &self.host,
            Target::Pybadge => &self.pybadge,
        }
    }

    /// How many of `frames` frames this config runs.
    #[must_use]
    pub fn frames_of(&self, frames: u32) -> u32 {
        self.frames_cap.map_or(frames, |cap| frames.min(cap))
    }
}
