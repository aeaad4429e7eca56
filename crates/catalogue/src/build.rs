//! How the runner of a runtime is built.

use serde::{Deserialize, Serialize};

use crate::error::{Fault, ensure};
use crate::{Config, Target, read, words};

words! {
    /// Which client builds a runner.
    pub enum BuildKind("build kind") {
        Cargo = "cargo",
        Go = "go",
        Npm = "npm",
        /// `pip install` into a virtual environment.
        Pip = "pip",
        Maven = "maven",
        /// Nothing is built; the program is there.
        None = "none",
    }
}

words! {
    /// Whether a build belongs to the default set.
    pub enum Cost("cost") {
        Light = "light",
        /// Minutes to hours, or gigabytes.
        Heavy = "heavy",
    }
}

/// How the runner of a runtime is built.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Build {
    pub kind: BuildKind,
    /// Whether it belongs to the default set.
    pub cost: Cost,
    /// Whether the test suite covers it although it is heavy.
    #[serde(default)]
    pub always_tested: bool,
    /// Names of the tools that every config needs.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The Cargo package; present exactly when `kind` is `cargo`.
    pub package: Option<String>,
    /// What `cargo xtask compare` replaces: the package or module that carries
    /// the engine, as the client of `kind` calls it.
    pub engine: Option<String>,
    /// The host runner: a Cargo binary, or the name of the program.
    pub bin: Option<String>,
    /// Command line of the runner where no cargo builds it; absent means the
    /// client's usual one. `{dir}` is the runtime's directory, `{out}` the one
    /// that its build writes to.
    pub command: Option<Vec<String>>,
    /// The badge's runner: a Cargo binary of the package.
    pub firmware: Option<String>,
}

/// Settings of one config for one target.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetBuild {
    #[serde(default)]
    pub features: Vec<String>,
    /// The Cargo profile; absent means the target's usual one.
    pub profile: Option<String>,
    /// Names of tools that this target needs besides.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Run at most so many frames of a workload on this target.
    #[serde(default, deserialize_with = "read::limit")]
    pub frames_cap: Option<u32>,
    /// Command line in place of that in `[build]`.
    pub command: Option<Vec<String>>,
}

impl Build {
    pub(crate) fn check(&self, configs: &[Config]) -> Result<(), Fault> {
        let cargo = self.kind == BuildKind::Cargo;
        let reason = "must be given for kind `cargo`, and for no other";
        ensure(cargo == self.package.is_some(), "build.package", reason)?;
        self.check_command("build.command", self.command.as_deref())?;
        for (i, config) in configs.iter().enumerate() {
            for target in Target::ALL {
                let command = config.build_for(*target).command.as_deref();
                self.check_command(&format!("config[{i}].{target}.command"), command)?;
            }
        }
        let on = |target| configs.iter().any(|config| config.targets.contains(&target));
        let reason = "must name the host runner: a config has target `host`";
        ensure(!cargo || !on(Target::Host) || self.bin.is_some(), "build.bin", reason)?;
        let reason = "must name a binary of the Cargo package: a config has target `pybadge`";
        let bootable = cargo && self.firmware.is_some();
        ensure(!on(Target::Pybadge) || bootable, "build.firmware", reason)
    }

    fn check_command(&self, key: &str, command: Option<&[String]>) -> Result<(), Fault> {
        let Some(words) = command else {
            return Ok(());
        };
        let reason = "is for other kinds: cargo says where its program is";
        ensure(self.kind != BuildKind::Cargo, key, reason)?;
        let blank = words.is_empty() || words.iter().any(|word| word.trim().is_empty());
        ensure(!blank, key, "must be words of a command line, the program first")
    }
}
