//! One runtime: the valid content of a `runtime.toml`.

use std::collections::BTreeSet;

use super::error::Blame;
use super::runtime_wire as wire;
use super::{
    Build, BuildKind, CatalogueError, Claim, Config, ConfigSelector, Correction, KnownFailure,
    NotObtainable, Stated, Status, check_name, directory_of, may_be_declared,
};
use crate::{Date, Target};

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
    /// SPDX expression.
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
    /// What others claim.
    pub claims: Vec<Claim>,
    /// Where documents are wrong.
    pub corrections: Vec<Correction>,
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
                format!(
                    "`{}` stands in the directory `{directory}`; they must agree",
                    table.name
                ),
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
            return Err(blame.at(
                "runtime.title",
                "must not contain `[`, `]`, `|` or a line break",
            ));
        }
        let configs = configs(blame, file.config)?;
        let build = file.build.map(|b| build(blame, b, &configs)).transpose()?;
        let not_obtainable = file
            .not_obtainable
            .map(|n| not_obtainable(blame, n))
            .transpose()?;
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
            claims: claims(blame, file.claim)?,
            corrections: corrections(blame, file.correction)?,
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
        self.default_config()
            .into_iter()
            .chain(self.configs.iter().filter(|c| !c.default))
    }

    /// The tools that a config needs, without repetition.
    #[must_use]
    pub fn needs(&self, config: &Config) -> BTreeSet<String> {
        let common = self.build.iter().flat_map(|b| b.needs.iter());
        common.chain(&config.needs).cloned().collect()
    }

    /// The failure declared for a cell, if any; the first one that covers it.
    #[must_use]
    pub fn known_failure(
        &self,
        config: &str,
        workload: &str,
        target: Target,
    ) -> Option<&KnownFailure> {
        self.known_failures
            .iter()
            .find(|f| f.covers(config, workload, target))
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
        (None, true, None) => Err(blame.at(
            "not_obtainable",
            "a runtime without [build] must say why, in [not_obtainable]",
        )),
    }
}

fn configs(
    blame: Blame<'_>,
    tables: Vec<wire::ConfigTable>,
) -> Result<Vec<Config>, CatalogueError> {
    let configs = tables
        .into_iter()
        .enumerate()
        .map(|(i, table)| config(blame, i, table))
        .collect::<Result<Vec<_>, _>>()?;
    let mut names = BTreeSet::new();
    for (i, config) in configs.iter().enumerate() {
        if !names.insert(&config.name) {
            return Err(blame.at(
                format!("config[{i}].name"),
                format!("`{}` occurs twice", config.name),
            ));
        }
    }
    let defaults = configs.iter().filter(|c| c.default).count();
    if !configs.is_empty() && defaults != 1 {
        return Err(blame.at(
            "config.default",
            format!("exactly one config must be the default, here are {defaults}"),
        ));
    }
    Ok(configs)
}

fn config(blame: Blame<'_>, i: usize, table: wire::ConfigTable) -> Result<Config, CatalogueError> {
    let key = |name: &str| format!("config[{i}].{name}");
    check_name(&table.name).map_err(|e| blame.at(key("name"), e))?;
    let distinct: BTreeSet<_> = table.targets.iter().collect();
    if distinct.is_empty() || distinct.len() != table.targets.len() {
        return Err(blame.at(key("targets"), "must name at least one target, each once"));
    }
    for (name, target, settings) in [
        ("host", Target::Host, &table.host),
        ("pybadge", Target::Pybadge, &table.pybadge),
    ] {
        if settings.is_some() && !table.targets.contains(&target) {
            return Err(blame.at(key(name), format!("`{target}` is not among the targets")));
        }
    }
    for (name, zero) in [
        ("frames_cap", table.frames_cap == Some(0)),
        ("fuel", table.fuel == Some(0)),
        ("interrupt_ms", table.interrupt_ms == Some(0)),
        ("deadline_s", table.deadline_s == Some(0)),
    ] {
        if zero {
            return Err(blame.at(key(name), "must be at least 1; leave it out for none"));
        }
    }
    Ok(Config {
        about: blame.text(key("about"), table.about)?,
        name: table.name,
        default: table.default,
        targets: table.targets,
        module: table.module,
        frames_cap: table.frames_cap,
        fuel: table.fuel,
        interrupt_ms: table.interrupt_ms,
        deadline_s: table.deadline_s,
        needs: table.needs,
        speed_note: table.speed_note,
        host: table.host.unwrap_or_default(),
        pybadge: table.pybadge.unwrap_or_default(),
    })
}

fn build(
    blame: Blame<'_>,
    table: wire::BuildTable,
    configs: &[Config],
) -> Result<Build, CatalogueError> {
    if (table.kind == BuildKind::Cargo) != table.package.is_some() {
        return Err(blame.at(
            "build.package",
            "must be given for kind `cargo`, and for no other",
        ));
    }
    let on_host = configs.iter().any(|c| c.targets.contains(&Target::Host));
    if table.kind == BuildKind::Cargo && on_host && table.bin.is_none() {
        return Err(blame.at(
            "build.bin",
            "must name the host runner: a config has target `host`",
        ));
    }
    Ok(Build {
        kind: table.kind,
        cost: table.cost,
        needs: table.needs,
        package: table.package,
        bin: table.bin,
        prepare_bin: table.prepare_bin,
    })
}

fn stated(blame: Blame<'_>, key: &str, table: wire::StatedTable) -> Result<Stated, CatalogueError> {
    if table.since.is_some() && key != "status.stale" {
        return Err(blame.at(format!("{key}.since"), "only status.stale has `since`"));
    }
    if let Some(since) = table.since
        && since > table.date
    {
        return Err(blame.at(
            format!("{key}.since"),
            format!("{since} lies after `date` ({})", table.date),
        ));
    }
    Ok(Stated {
        value: table.value,
        date: table.date,
        source: blame.text(format!("{key}.source"), table.source)?,
        since: table.since,
    })
}

fn known_failures(
    blame: Blame<'_>,
    tables: Vec<wire::KnownFailureTable>,
    configs: &[Config],
) -> Result<Vec<KnownFailure>, CatalogueError> {
    let mut failures: Vec<KnownFailure> = Vec::new();
    for (i, table) in tables.into_iter().enumerate() {
        let key = |name: &str| format!("known_failure[{i}].{name}");
        let concerned: Vec<_> = configs
            .iter()
            .filter(|c| table.config == "*" || c.name == table.config)
            .collect();
        if concerned.is_empty() {
            return Err(blame.at(key("config"), format!("no config `{}`", table.config)));
        }
        if let Some(target) = table.target
            && !concerned.iter().any(|c| c.targets.contains(&target))
        {
            return Err(blame.at(
                key("target"),
                format!("no such config has target `{target}`"),
            ));
        }
        if !may_be_declared(table.outcome) {
            let reason = format!("`{}` is no failure of an observation", table.outcome);
            return Err(blame.at(key("outcome"), reason));
        }
        let config = match table.config.as_str() {
            "*" => ConfigSelector::Every,
            _ => ConfigSelector::Named(table.config),
        };
        let reason = blame.text(key("reason"), table.reason)?;
        let failure = KnownFailure {
            config,
            workload: table.workload,
            target: table.target,
            outcome: table.outcome,
            reason,
        };
        if failures.iter().any(|f| {
            (&f.config, &f.workload, f.target)
                == (&failure.config, &failure.workload, failure.target)
        }) {
            return Err(blame.at(key("workload"), "this cell is already declared above"));
        }
        failures.push(failure);
    }
    Ok(failures)
}

fn claims(blame: Blame<'_>, tables: Vec<wire::ClaimTable>) -> Result<Vec<Claim>, CatalogueError> {
    let evidence = tables.into_iter().enumerate().map(|(i, table)| {
        let (text, source, date) = cited(
            blame,
            ["claim", "source"],
            i,
            table.text,
            table.source,
            table.date,
        )?;
        Ok(Claim { text, source, date })
    });
    evidence.collect()
}

fn corrections(
    blame: Blame<'_>,
    tables: Vec<wire::CorrectionTable>,
) -> Result<Vec<Correction>, CatalogueError> {
    let evidence = tables.into_iter().enumerate().map(|(i, table)| {
        let (text, evidence, date) = cited(
            blame,
            ["correction", "evidence"],
            i,
            table.text,
            table.evidence,
            table.date,
        )?;
        Ok(Correction {
            text,
            evidence,
            date,
        })
    });
    evidence.collect()
}

fn cited(
    blame: Blame<'_>,
    [table, source_key]: [&str; 2],
    i: usize,
    text: String,
    source: String,
    date: Date,
) -> Result<(String, String, Date), CatalogueError> {
    let text = blame.text(format!("{table}[{i}].text"), text)?;
    let source = blame.text(format!("{table}[{i}].{source_key}"), source)?;
    Ok((text, source, date))
}

fn not_obtainable(
    blame: Blame<'_>,
    table: wire::NotObtainableTable,
) -> Result<NotObtainable, CatalogueError> {
    let reason = blame.text("not_obtainable.reason", table.reason)?;
    Ok(NotObtainable {
        reason,
        date: table.date,
    })
}
