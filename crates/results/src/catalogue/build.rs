//! How the runner of a runtime is built.

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
    /// Names of the tools that every config needs.
    pub needs: Vec<String>,
    /// The Cargo package; present exactly when `kind` is `cargo`.
    pub package: Option<String>,
    /// The host runner: a Cargo binary, or the name of the program.
    pub bin: Option<String>,
    /// The host tool that makes artifacts; absent where the runner does so.
    pub prepare_bin: Option<String>,
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
}
