//! One runtime: the valid content of a `runtime.toml`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::cited::check_contradictions;
use crate::error::{Fault, ensure, parse};
use crate::{
    Build, Claim, Config, Contradiction, Correction, Deviation, FileError, KnownFailure,
    NotObtainable, NotOnBadge, Status, Target, check_directory, config, declared, read, words,
};

words! {
    /// What a runtime is compared with: the rows of one table.
    pub enum Group("group") {
        /// Native code: what the others are measured by, and no sandbox.
        Baseline = "baseline",
        /// Its default config runs machine code, and is embedded in Rust.
        Compiler = "compiler",
        /// Its default config interprets, and is embedded in Rust.
        Interpreter = "interpreter",
        /// It lives in a JavaScript host.
        JavaScript = "javascript",
        /// It is embedded in Go, Python, Java or another language.
        OtherLanguage = "other-language",
    }
}

/// One runtime: what is known of it, how it is built, and its configs.
///
/// It either has a [`Build`] and at least one [`Config`], exactly one of them
/// the default, or it is listed only and says why in [`NotObtainable`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuntimeEntry {
    #[serde(skip)]
    pub label: String,
    /// Its directory below `runtimes/*/`.
    #[serde(skip)]
    pub name: String,
    /// As shown; the name where the file gives none.
    #[serde(skip)]
    pub title: String,
    #[serde(rename = "runtime")]
    pub facts: Facts,
    pub status: Status,
    /// How the runner is built; absent for rows that are listed only.
    pub build: Option<Build>,
    /// The configs, as declared; empty for rows that are listed only.
    #[serde(default, rename = "config")]
    pub configs: Vec<Config>,
    #[serde(default, rename = "known_failure")]
    pub known_failures: Vec<KnownFailure>,
    /// Why answers to conformance cases differ from the expected ones.
    #[serde(default, rename = "deviation")]
    pub deviations: Vec<Deviation>,
    #[serde(default, rename = "claim")]
    pub claims: Vec<Claim>,
    #[serde(default, rename = "correction")]
    pub corrections: Vec<Correction>,
    /// What documents say that name it and disagree.
    #[serde(default, rename = "contradiction")]
    pub contradictions: Vec<Contradiction>,
    /// Why there is no runner; present exactly when `build` is absent.
    pub not_obtainable: Option<NotObtainable>,
    /// Why it does not run on the badge, where that was tried.
    pub not_on_badge: Option<NotOnBadge>,
}

/// The table `[runtime]`; what is optional is free text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    #[serde(deserialize_with = "read::name")]
    name: String,
    title: Option<String>,
    /// Runtimes of one family share their origin.
    #[serde(deserialize_with = "read::text")]
    pub family: String,
    /// Present exactly where there is a runner.
    pub group: Option<Group>,
    #[serde(deserialize_with = "read::text")]
    pub language: String,
    /// SPDX expression; words where its repository states none or contradicts itself.
    #[serde(deserialize_with = "read::text")]
    pub licence: String,
    /// Where it lives: an `http` or `https` address.
    pub reference: String,
    /// Numbers of the documents that name it.
    #[serde(default)]
    pub documents: Vec<u16>,
    pub execution: Option<String>,
    pub compiler: Option<String>,
    #[serde(default)]
    pub proposals: Vec<String>,
    pub wasi: Option<String>,
    /// How it bounds a guest.
    pub metering: Option<String>,
    pub platforms: Option<String>,
    pub embedding: Option<String>,
    pub used_by: Option<String>,
    /// The version these facts were read from.
    pub version: Option<String>,
}

impl RuntimeEntry {
    /// Reads a `runtime.toml`. The last directory in `path_label` must be the
    /// name of the runtime; a label without a directory is not checked.
    pub fn parse(path_label: &str, text: &str) -> Result<Self, FileError> {
        parse(path_label, text, |entry: &mut Self| {
            entry.label = path_label.to_owned();
            entry.name = entry.facts.name.clone();
            let title = entry.facts.title.as_deref().map_or(entry.name.as_str(), str::trim);
            entry.title = title.to_owned();
            entry.check()
        })
    }

    fn check(&self) -> Result<(), Fault> {
        check_directory(&self.label, "runtime.name", &self.name)?;
        let reference = &self.facts.reference;
        let web = reference.starts_with("https://") || reference.starts_with("http://");
        let reason = format!("`{reference}` is not an http or https address");
        ensure(web, "runtime.reference", reason)?;
        let shown = !self.title.is_empty() && !self.title.contains(['[', ']', '|', '\n']);
        let reason = "must not be empty, or contain `[`, `]`, `|` or a line break";
        ensure(shown, "runtime.title", reason)?;
        self.status.check()?;
        config::check(&self.configs)?;
        let reason = format!(
            "must be given exactly where there is [build], as one of {}",
            Group::ALL.iter().map(|g| g.word()).collect::<Vec<_>>().join(", ")
        );
        ensure(self.facts.group.is_some() == self.build.is_some(), "runtime.group", reason)?;
        if let Some(build) = &self.build {
            build.check(&self.configs)?;
        }
        check_contradictions(&self.contradictions, &self.facts.documents)?;
        let contradicts = self.not_on_badge.is_some() && self.runs_on(Target::Pybadge);
        ensure(!contradicts, "not_on_badge", "contradicts a [[config]] with the target pybadge")?;
        match (&self.build, self.configs.is_empty(), &self.not_obtainable) {
            (Some(_), false, None) | (None, true, Some(_)) => Ok(()),
            (Some(_), true, _) => {
                Err(Fault::new("config", "a runtime with [build] needs a [[config]]"))
            }
            (None, false, _) => Err(Fault::new("build", "a runtime with [[config]] needs [build]")),
            (Some(_), false, Some(_)) => {
                Err(Fault::new("not_obtainable", "contradicts [build]; remove one of them"))
            }
            (None, true, None) => Err(Fault::new(
                "not_obtainable",
                "a runtime without [build] must say why, in [not_obtainable]",
            )),
        }?;
        declared::check(&self.configs, &self.known_failures, &self.deviations)
    }

    pub fn config(&self, name: &str) -> Option<&Config> {
        self.configs.iter().find(|c| c.name == name)
    }

    /// The default config; absent for rows that are listed only.
    pub fn default_config(&self) -> Option<&Config> {
        self.configs.iter().find(|c| c.default)
    }

    /// The default config, then the others as declared.
    pub fn configs_default_first(&self) -> impl Iterator<Item = &Config> {
        self.default_config().into_iter().chain(self.configs.iter().filter(|c| !c.default))
    }

    /// Whether a config has the target.
    pub fn runs_on(&self, target: Target) -> bool {
        self.configs.iter().any(|config| config.targets.contains(&target))
    }

    /// The tools that a config needs on the host, without repetition.
    pub fn needs(&self, config: &Config) -> BTreeSet<String> {
        self.needs_on(config, Target::Host)
    }

    /// The tools that a config needs on a target, without repetition.
    pub fn needs_on(&self, config: &Config, target: Target) -> BTreeSet<String> {
        let common = self.build.iter().flat_map(|b| b.needs.iter());
        let besides = &config.build_for(target).needs;
        common.chain(&config.needs).chain(besides).cloned().collect()
    }

    /// The failure declared for a cell, if any; the first one that covers it.
    pub fn known_failure(
        &self,
        config: &str,
        workload: &str,
        target: Target,
    ) -> Option<&KnownFailure> {
        self.known_failures.iter().find(|f| f.covers(config, workload, target))
    }

    /// The reason declared for an answer of a config that differs from the expected one.
    pub fn deviation(&self, config: &str, case: &str) -> Option<&Deviation> {
        self.deviations.iter().find(|deviation| deviation.covers(config, case))
    }
}
