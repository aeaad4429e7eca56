//! One runtime: the valid content of a `runtime.toml`.

use std::collections::BTreeSet;

use super::build::build;
use super::config::configs;
use super::deviation::{deviations, supports};
use super::error::Blame;
use super::evidence::{claims, contradictions, corrections, not_obtainable};
use super::known_failure::known_failures;
use super::runtime_wire as wire;
use super::status::stated;
use super::{
    Build, CatalogueError, Claim, Config, ConfigSelector, Contradiction, Correction, Deviation,
    KnownFailure, NotObtainable, Status, Supports, check_name, directory_of,
};
use crate::Target;

/// One runtime: what is known of it, how it is built, and its configs.
///
/// It either has a [`Build`] and at least one [`Config`], exactly one of them
/// the default, or it is listed only and says why in [`NotObtainable`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuntimeEntry {
    /// The file, as the caller named it.
    pub label: String,
    /// Its directory below `runtimes/*/`.
    pub name: String,
    /// As shown; the name where the file gives none.
    pub title: String,
    /// Runtimes of one family share their origin.
    pub family: String,
    /// Implementation language, as shown.
    pub language: String,
    /// SPDX expression; words where its repository states none or contradicts itself.
    pub licence: String,
    /// Where it lives: an `http` or `https` address.
    pub reference: String,
    /// Wider facts, cited.
    pub facts: Facts,
    /// Archived, stale, micro.
    pub status: Status,
    /// How the runner is built; absent for rows that are listed only.
    pub build: Option<Build>,
    /// The configs, as declared; empty for rows that are listed only.
    pub configs: Vec<Config>,
    /// Failures that must occur.
    pub known_failures: Vec<KnownFailure>,
    /// Answers to probes that are not those due.
    pub deviations: Vec<Deviation>,
    /// Proposals whose probes are answered as is due.
    pub supports: Vec<Supports>,
    /// What others claim.
    pub claims: Vec<Claim>,
    /// Where documents are wrong.
    pub corrections: Vec<Correction>,
    /// What documents say that name it and disagree.
    pub contradictions: Vec<Contradiction>,
    /// Why there is no runner; present exactly when `build` is absent.
    pub not_obtainable: Option<NotObtainable>,
}

/// Wider facts of the catalogue, free text, all optional.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Numbers of the documents that name it.
    pub documents: Vec<u16>,
    /// How it executes code.
    pub execution: Option<String>,
    /// Its compiler framework.
    pub compiler: Option<String>,
    /// The proposals it implements.
    pub proposals: Vec<String>,
    /// What it offers of WASI.
    pub wasi: Option<String>,
    /// How it bounds a guest.
    pub metering: Option<String>,
    /// Where it runs.
    pub platforms: Option<String>,
    /// How a program embeds it.
    pub embedding: Option<String>,
    /// Who uses it.
    pub used_by: Option<String>,
    /// The version these facts were read from.
    pub version: Option<String>,
}

impl RuntimeEntry {
    /// Reads a `runtime.toml`. The last directory in `path_label` must be the
    /// name of the runtime; a label without a directory is not checked.
    ///
    /// # Errors
    ///
    /// Names the file, the key and the reason.
    pub fn parse(path_label: &str, text: &str) -> Result<Self, CatalogueError> {
        let blame = Blame(path_label);
        let file: wire::RuntimeFile = blame.toml(text)?;
        let table = file.runtime;
        check_name(&table.name).map_err(|e| blame.at("runtime.name", e))?;
        if let Some(directory) = directory_of(path_label)
            && directory != table.name
        {
            return Err(blame.at(
                "runtime.name",
                format!("`{}` stands in the directory `{directory}`; they must agree", table.name),
            ));
        }
        if !table.reference.starts_with("https://") && !table.reference.starts_with("http://") {
            return Err(blame.at(
                "runtime.reference",
                format!("`{}` is not an http or https address", table.reference),
            ));
        }
        let title = match table.title {
            Some(title) => blame.text("runtime.title", title)?,
            None => table.name.clone(),
        };
        if title.contains(['[', ']', '|', '\n']) {
            return Err(blame.at("runtime.title", "must not contain `[`, `]`, `|` or a line break"));
        }
        let configs = configs(blame, file.config)?;
        let build = file.build.map(|b| build(blame, b, &configs)).transpose()?;
        let not_obtainable = file.not_obtainable.map(|n| not_obtainable(blame, n)).transpose()?;
        let contradictions = contradictions(blame, file.contradiction, &table.documents)?;
        check_shape(blame, build.as_ref(), &configs, not_obtainable.as_ref())?;
        Ok(RuntimeEntry {
            label: path_label.to_owned(),
            family: blame.text("runtime.family", table.family)?,
            language: blame.text("runtime.language", table.language)?,
            licence: blame.text("runtime.licence", table.licence)?,
            reference: table.reference,
            facts: Facts {
                documents: table.documents,
                execution: table.execution,
                compiler: table.compiler,
                proposals: table.proposals,
                wasi: table.wasi,
                metering: table.metering,
                platforms: table.platforms,
                embedding: table.embedding,
                used_by: table.used_by,
                version: table.version,
            },
            status: Status {
                archived: stated(blame, "status.archived", file.status.archived)?,
                stale: stated(blame, "status.stale", file.status.stale)?,
                micro: stated(blame, "status.micro", file.status.micro)?,
            },
            known_failures: known_failures(blame, file.known_failure, &configs)?,
            deviations: deviations(blame, file.deviation, &configs)?,
            supports: supports(blame, file.supports, &configs)?,
            claims: claims(blame, file.claim)?,
            corrections: corrections(blame, file.correction)?,
            contradictions,
            name: table.name,
            title,
            build,
            configs,
            not_obtainable,
        })
    }

    /// The config of that name.
    #[must_use]
    pub fn config(&self, name: &str) -> Option<&Config> {
        self.configs.iter().find(|c| c.name == name)
    }

    /// The default config; absent for rows that are listed only.
    #[must_use]
    pub fn default_config(&self) -> Option<&Config> {
        self.configs.iter().find(|c| c.default)
    }

    /// The default config, then the others as declared.
    pub fn configs_default_first(&self) -> impl Iterator<Item = &Config> {
        self.default_config().into_iter().chain(self.configs.iter().filter(|c| !c.default))
    }

    /// The tools that a config needs on the host, without repetition.
    #[must_use]
    pub fn needs(&self, config: &Config) -> BTreeSet<String> {
        self.needs_on(config, Target::Host)
    }

    /// The tools that a config needs on a target, without repetition.
    #[must_use]
    pub fn needs_on(&self, config: &Config, target: Target) -> BTreeSet<String> {
        let common = self.build.iter().flat_map(|b| b.needs.iter());
        let besides = &config.build_for(target).needs;
        common.chain(&config.needs).chain(besides).cloned().collect()
    }

    /// The failure declared for a cell, if any; the first one that covers it.
    #[must_use]
    pub fn known_failure(
        &self,
        config: &str,
        workload: &str,
        target: Target,
    ) -> Option<&KnownFailure> {
        self.known_failures.iter().find(|f| f.covers(config, workload, target))
    }
}

impl RuntimeEntry {
    /// The deviation declared for a config and a probe; that of the config
    /// alone stands before that of all.
    #[must_use]
    pub fn deviation(&self, config: &str, probe: &str) -> Option<&Deviation> {
        let mut found =
            self.deviations.iter().filter(|d| d.probe == probe && d.config.covers(config));
        let first = found.next()?;
        Some(match first.config {
            ConfigSelector::Named(_) => first,
            ConfigSelector::Every => found.next().unwrap_or(first),
        })
    }

    /// The proposals declared for a config, in the same way; `None` where
    /// nothing was looked at yet.
    #[must_use]
    pub fn supported(&self, config: &str) -> Option<&BTreeSet<String>> {
        let declared = |every: bool| {
            self.supports
                .iter()
                .find(|s| (s.config == ConfigSelector::Every) == every && s.config.covers(config))
        };
        let supports = declared(false).or_else(|| declared(true))?;
        Some(&supports.proposals)
    }
}

fn check_shape(
    blame: Blame<'_>,
    build: Option<&Build>,
    configs: &[Config],
    not_obtainable: Option<&NotObtainable>,
) -> Result<(), CatalogueError> {
    match (build, configs.is_empty(), not_obtainable) {
        (Some(_), false, None) | (None, true, Some(_)) => Ok(()),
        (Some(_), true, _) => Err(blame.at("config", "a runtime with [build] needs a [[config]]")),
        (None, false, _) => Err(blame.at("build", "a runtime with [[config]] needs [build]")),
        (Some(_), false, Some(_)) => {
            Err(blame.at("not_obtainable", "contradicts [build]; remove one of them"))
        }
        (None, true, None) => Err(blame
            .at("not_obtainable", "a runtime without [build] must say why, in [not_obtainable]")),
    }
}
