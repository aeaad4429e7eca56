//! How the runner of a runtime is built.

use super::error::Blame;
use super::runtime_wire as wire;
use super::{CatalogueError, Config};
use crate::Target;
use serde::Deserialize;

use crate::words::words;

words! {
    /// Which client builds a runner.
    pub enum BuildKind("build kind") {
        /// `cargo build`.
        Cargo = "cargo",
        /// `go build`.
        Go = "go",
        /// `npm ci`.
        Npm = "npm",
        /// `pip install` into a virtual environment.
        Pip = "pip",
        /// `mvn package`.
        Maven = "maven",
        /// Nothing is built; the program is there.
        None = "none",
    }
}

words! {
    /// Whether a build belongs to the default set.
    pub enum Cost("cost") {
        /// Seconds to a few minutes.
        Light = "light",
        /// Minutes to hours, or gigabytes.
        Heavy = "heavy",
    }
}

/// How the runner of a runtime is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// The client that builds it.
    pub kind: BuildKind,
    /// Whether it belongs to the default set.
    pub cost: Cost,
    /// Whether the test suite covers it although it is heavy.
    pub always_tested: bool,
    /// Names of the tools that every config needs.
    pub needs: Vec<String>,
    /// The Cargo package; present exactly when `kind` is `cargo`.
    pub package: Option<String>,
    /// The host runner: a Cargo binary, or the name of the program.
    pub bin: Option<String>,
    /// Command line of the runner where no cargo builds it; absent means the
    /// client's usual one. `{dir}` is the runtime's directory, `{out}` the one
    /// that its build writes to.
    pub command: Option<Vec<String>>,
    /// The host tool that makes artifacts; absent where the runner does so.
    pub prepare_bin: Option<String>,
    /// The badge's runner: a Cargo binary of the package.
    pub firmware: Option<String>,
}

/// Settings of one config for one target.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetBuild {
    /// Features of the package.
    #[serde(default)]
    pub features: Vec<String>,
    /// The Cargo profile; absent means the target's usual one.
    pub profile: Option<String>,
    /// Names of tools that this target needs besides.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Run at most so many frames of a workload on this target.
    pub frames_cap: Option<u32>,
    /// Command line in place of that in `[build]`.
    pub command: Option<Vec<String>>,
}

pub(super) fn build(
    blame: Blame<'_>,
    table: wire::BuildTable,
    configs: &[Config],
) -> Result<Build, CatalogueError> {
    if (table.kind == BuildKind::Cargo) != table.package.is_some() {
        return Err(blame.at("build.package", "must be given for kind `cargo`, and for no other"));
    }
    check_command(blame, table.kind, "build.command", table.command.as_deref())?;
    for (i, config) in configs.iter().enumerate() {
        for (target, settings) in [("host", &config.host), ("pybadge", &config.pybadge)] {
            let key = format!("config[{i}].{target}.command");
            check_command(blame, table.kind, &key, settings.command.as_deref())?;
        }
    }
    let on_host = configs.iter().any(|c| c.targets.contains(&Target::Host));
    if table.kind == BuildKind::Cargo && on_host && table.bin.is_none() {
        return Err(blame.at("build.bin", "must name the host runner: a config has target `host`"));
    }
    let on_badge = configs.iter().any(|c| c.targets.contains(&Target::Pybadge));
    if on_badge && (table.kind != BuildKind::Cargo || table.firmware.is_none()) {
        return Err(blame.at(
            "build.firmware",
            "must name a binary of the Cargo package: a config has target `pybadge`",
        ));
    }
    Ok(Build {
        kind: table.kind,
        cost: table.cost,
        always_tested: table.always_tested,
        needs: table.needs,
        package: table.package,
        bin: table.bin,
        command: table.command,
        prepare_bin: table.prepare_bin,
        firmware: table.firmware,
    })
}

fn check_command(
    blame: Blame<'_>,
    kind: BuildKind,
    key: &str,
    command: Option<&[String]>,
) -> Result<(), CatalogueError> {
    match command {
        Some(_) if kind == BuildKind::Cargo => {
            Err(blame.at(key, "is for other kinds: cargo says where its program is"))
        }
        Some(words) if words.iter().any(|word| word.trim().is_empty()) || words.is_empty() => {
            Err(blame.at(key, "must be words of a command line, the program first"))
        }
        _ => Ok(()),
    }
}
