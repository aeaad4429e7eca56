//! Two builds of an engine, compared: the one that is pinned here and another, a
//! release or somebody's checkout. For authors of engines; nothing is stored.

mod answers;
mod badge;
mod estimate;
mod files;
mod host;
mod manifest;
mod place;
mod replacement;
mod report;
mod sides;

pub use answers::AnswerRow;
pub use badge::{BadgeRow, Figures};
pub use badge_records::statistics::Estimate;
pub use host::{HostRow, Speed};
pub use report::Table;

use crate::plan::{Filter, Plan};
use crate::setup::{self, Install};
use crate::usage::Usage;
use crate::workbench::Workbench;
use crate::workspace::Workspace;
use anyhow::{Context, Result, anyhow, bail};
use badge_catalogue::{BuildKind, RuntimeEntry, Target};
use place::{Manifests, Place, Side, module_version, replace_module, replaceable};
use replacement::Replacement;
use sides::{Builder, Built};
use std::time::Duration;

/// What is to be compared, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The runtime, or one of its configs.
    pub runtime: String,
    /// A directory with another engine, or another version of it.
    pub with: String,
    /// Workloads; all where none is named.
    pub workload: Vec<String>,
    /// What may become worse, as a part of what it was.
    pub tolerate: f64,
    /// Whether the emulated badge is asked too.
    pub badge: bool,
    /// Time for the timed cells of the host, in all.
    pub budget: Duration,
}

/// What was found.
#[derive(Debug)]
pub struct Comparison {
    /// What is compared: the runtime or config.
    pub runtime: String,
    /// Names of both sides, for people.
    pub sides: [String; 2],
    /// What may become worse, as a part of what it was.
    pub tolerate: f64,
    /// Cells of the host.
    pub host: Vec<HostRow>,
    /// Cells of the emulated badge.
    pub badge: Vec<BadgeRow>,
    /// Conformance cases that were asked.
    pub asked: usize,
    /// Those that both sides answer differently.
    pub answers: Vec<AnswerRow>,
}

/// Builds both sides and compares them.
///
/// # Errors
///
/// [`Usage`] for what cannot be compared: a runtime that is not there or whose
/// engine cannot be replaced, and an engine that is not there or does not build.
pub fn compare(options: &Options) -> Result<Comparison> {
    let workspace = Workspace::open()?;
    let catalogue = &workspace.catalogue;
    let filter = Filter {
        runtime: vec![options.runtime.clone()],
        workload: options.workload.clone(),
        target: None,
    };
    let (host, mut badge) = Plan::on(catalogue, &filter, Target::ALL)?;
    let (runtime, _) = host
        .configs
        .first()
        .or_else(|| badge.configs.first())
        .copied()
        .context("the filter leaves a config")?;
    let (kind, engine) = engine(runtime)?;
    let replacement = Replacement::read(kind, engine, &options.with)?;
    setup::rust(&workspace)?;
    let mut bench = Workbench::new(&workspace, Install::Forbidden)?;
    for (runtime, config) in &host.configs {
        let missing = bench.tools.missing(&runtime.needs(config));
        if !missing.is_empty() {
            bail!("{}/{}: {}", runtime.name, config.name, missing.join("; "));
        }
    }
    badge.configs.retain(|(runtime, config)| {
        let missing = bench.tools.missing(&runtime.needs_on(config, Target::Pybadge));
        if options.badge && !missing.is_empty() {
            eprintln!("{}/{} without the badge: {}", runtime.name, config.name, missing.join("; "));
        }
        options.badge && missing.is_empty()
    });
    bench.modules(&host.workloads)?;
    let place = Place::take(&workspace, &runtime.name)?;
    let tree = Workspace::open_at(&place.tree())?;
    let build = |side: Side, at: &Workspace| {
        Builder { bench: &bench, at, place: &place, side }.build(&host, &badge)
    };
    let refused =
        |why: &str| anyhow::Error::from(Usage::new(format!("--with {}: {why}", options.with)));
    let mut built: Vec<Built<'_>> = Vec::new();
    let pinned_version;
    if kind == BuildKind::Cargo {
        let manifests = Manifests::read(&tree, runtime, engine, &replacement)?;
        pinned_version = manifests.pinned_version()?;
        // What does not even exist need not wait for the pinned side's build.
        manifests.prepare(Side::Replaced, &replacement)?.map_err(|why| refused(&why))?;
        for side in Side::BOTH {
            let of_side = match manifests.prepare(side, &replacement)? {
                Ok(()) => build(side, &tree)?,
                Err(why) => Err(why),
            };
            built.push(of_side.map_err(|why| match side {
                Side::Pinned => anyhow!("the pinned {engine} does not build here: {why}"),
                Side::Replaced => refused(&why),
            })?);
        }
    } else {
        // Go leaves out the directories, so that each side has a place of its own.
        pinned_version = module_version(&workspace, runtime, engine)?;
        let pinned = build(Side::Pinned, &workspace)?;
        built.push(pinned.map_err(|why| anyhow!("the pinned {engine} does not build: {why}"))?);
        replace_module(&tree, runtime, engine, &replacement)?.map_err(|why| refused(&why))?;
        built.push(build(Side::Replaced, &tree)?.map_err(|why| refused(&why))?);
    }
    let [pinned, replaced] =
        <[Built<'_>; 2]>::try_from(built).map_err(|_| anyhow!("two sides were built"))?;
    let rows = host::run(&pinned.host, &replaced.host, options.budget)?;
    let (asked, answers) = answers::run(&workspace, &host, &pinned, &replaced)?;
    let badge = badge::run(pinned.badge, replaced.badge, badge.cells())?;
    Ok(Comparison {
        runtime: options.runtime.clone(),
        sides: [format!("{engine} {pinned_version}"), format!("{engine} {}", replacement.label())],
        tolerate: options.tolerate,
        host: rows,
        badge,
        asked,
        answers,
    })
}

/// What carries the engine of a runtime, where it can be replaced.
fn engine(runtime: &RuntimeEntry) -> Result<(BuildKind, &str)> {
    let name = &runtime.name;
    let Some(build) = &runtime.build else {
        return Err(Usage::new(format!("{name} has no runner here to compare")).into());
    };
    let kind = build.kind;
    match &build.engine {
        Some(engine) if replaceable(kind) => Ok((kind, engine)),
        _ if replaceable(kind) => {
            let why = format!(
                "{name} cannot be compared: its engine is no package that {kind} could replace"
            );
            Err(Usage::new(why).into())
        }
        _ => {
            let why = format!(
                "{name} cannot be compared: compare replaces engines that cargo or Go builds, and this one is of kind {kind}"
            );
            Err(Usage::new(why).into())
        }
    }
}

/// The cause in what cargo says, in one line.
fn cause(words: &str) -> String {
    let lines: Vec<&str> = words.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let error = lines.iter().position(|line| line.starts_with("error")).unwrap_or(0);
    let lines = lines.get(error..).unwrap_or_default();
    let first = lines.first().copied().unwrap_or("cargo gives no reason");
    let first = first.strip_prefix("error: ").unwrap_or(first);
    // The last cause is the innermost; candidates help to choose another version.
    let inner = lines.iter().rposition(|line| *line == "Caused by:");
    let more = match inner {
        Some(at) => lines.get(at + 1).copied(),
        None => lines.iter().find(|line| line.starts_with("candidate versions")).copied(),
    };
    more.map_or_else(|| first.to_owned(), |more| format!("{first}; {more}"))
}

#[cfg(test)]
mod tests {
    use super::cause;

    #[test]
    fn the_cause_is_one_line() {
        let missing = "    Updating crates.io index\nerror: failed to select a version for the requirement `a = \"=9.0.0\"`\ncandidate versions found which didn't match: 2.0.0, 1.0.0\nlocation searched: crates.io index\n";
        assert_eq!(
            cause(missing),
            "failed to select a version for the requirement `a = \"=9.0.0\"`; candidate versions found which didn't match: 2.0.0, 1.0.0"
        );
        let nested = "error: failed to load manifest\n\nCaused by:\n  one\n\nCaused by:\n  two\n";
        assert_eq!(cause(nested), "failed to load manifest; two");
        assert_eq!(cause(""), "cargo gives no reason");
    }
}
