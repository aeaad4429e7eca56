//! One named configuration of a runtime.

use std::collections::BTreeSet;

use super::error::Blame;
use super::runtime_wire as wire;
use super::{CatalogueError, TargetBuild, check_name};
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
    /// The program of the same firmware with the engine embedded by hand: the
    /// other side of the pair benchmark on the badge.
    pub by_hand: Option<String>,
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

    /// How many of `frames` frames this config runs on a target.
    #[must_use]
    pub fn frames_of(&self, frames: u32, target: Target) -> u32 {
        let caps = [self.frames_cap, self.build_for(target).frames_cap];
        caps.into_iter().flatten().fold(frames, u32::min)
    }
}

pub(super) fn configs(
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
            return Err(
                blame.at(format!("config[{i}].name"), format!("`{}` occurs twice", config.name))
            );
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
    for (name, target, settings) in
        [("host", Target::Host, &table.host), ("pybadge", Target::Pybadge, &table.pybadge)]
    {
        if settings.as_ref().is_some_and(|s| s.frames_cap == Some(0)) {
            let key = key(&format!("{name}.frames_cap"));
            return Err(blame.at(key, "must be at least 1; leave it out for none"));
        }
        if settings.is_some() && !table.targets.contains(&target) {
            return Err(blame.at(key(name), format!("`{target}` is not among the targets")));
        }
    }
    if table.by_hand.is_some() && !table.targets.contains(&Target::Pybadge) {
        let reason = "is a firmware, and `pybadge` is not among the targets";
        return Err(blame.at(key("by_hand"), reason));
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
        by_hand: table.by_hand,
    })
}
