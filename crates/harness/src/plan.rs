//! From filters to cells.

use crate::usage::Usage;
use anyhow::{Context, Result};
use badge_catalogue::{Catalogue, Config, Group, KnownFailure, RuntimeEntry, Target, Workload};

/// Which cells: alike in every command. An empty list stands for all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Runtimes, or configs as `runtime/config`.
    pub runtime: Vec<String>,
    /// Workloads.
    pub workload: Vec<String>,
    /// The one target.
    pub target: Option<String>,
}

/// One config on one workload.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'c> {
    /// The runtime.
    pub runtime: &'c RuntimeEntry,
    /// Its config.
    pub config: &'c Config,
    /// The workload.
    pub workload: &'c Workload,
}

impl<'c> Cell<'c> {
    /// `runtime/config on workload`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} on {}", self.config_name(), self.workload.name)
    }

    /// `runtime/config`.
    #[must_use]
    pub fn config_name(&self) -> String {
        format!("{}/{}", self.runtime.name, self.config.name)
    }

    /// How many frames this config runs of the workload on the host.
    #[must_use]
    pub fn frames(&self) -> u32 {
        self.frames_on(Target::Host)
    }

    /// How many frames this config runs of the workload on a target.
    #[must_use]
    pub fn frames_on(&self, target: Target) -> u32 {
        self.config.frames_of(self.workload.frames, target)
    }

    /// The failure that `runtime.toml` declares and gives a reason for.
    #[must_use]
    pub fn known_failure(&self, target: Target) -> Option<&'c KnownFailure> {
        self.runtime.known_failure(&self.config.name, &self.workload.name, target)
    }
}

/// The cells that a filter leaves, in the order of the tables.
#[derive(Debug)]
pub struct Plan<'c> {
    /// Configs with their runtime.
    pub configs: Vec<(&'c RuntimeEntry, &'c Config)>,
    /// Workloads.
    pub workloads: Vec<&'c Workload>,
}

impl<'c> Plan<'c> {
    /// Applies a filter to the host lane.
    ///
    /// # Errors
    ///
    /// [`Usage`] with the valid choices.
    pub fn new(catalogue: &'c Catalogue, filter: &Filter) -> Result<Self> {
        Self::on(catalogue, filter, &[Target::Host]).map(|(host, _)| host)
    }

    /// Applies a filter to the host lane and to the badge, of which only
    /// those that `able` names are looked at.
    ///
    /// # Errors
    ///
    /// [`Usage`] with the valid choices.
    pub fn on(catalogue: &'c Catalogue, filter: &Filter, able: &[Target]) -> Result<(Self, Self)> {
        let wanted = filter
            .target
            .as_deref()
            .map(|word| {
                word.parse::<Target>().map_err(|_| {
                    let words = Target::ALL.iter().map(|target| target.word());
                    Usage::unknown("target", word, words)
                })
            })
            .transpose()?;
        for name in &filter.runtime {
            check_runtime(catalogue, name)?;
        }
        for name in &filter.workload {
            if catalogue.workload(name).is_none() {
                let names = catalogue.workloads.iter().map(|w| w.name.as_str());
                return Err(Usage::unknown("workload", name, names).into());
            }
        }
        let plan = |target: Target| {
            let looked_at = able.contains(&target) && wanted.is_none_or(|wanted| wanted == target);
            Self::of_target(catalogue, filter, looked_at.then_some(target))
        };
        let (host, badge) = (plan(Target::Host), plan(Target::Pybadge));
        if host.configs.is_empty() && badge.configs.is_empty() && !filter.runtime.is_empty() {
            let names = filter.runtime.join(", ");
            let reason = format!("{names} has no config that runs on this target");
            return Err(Usage::new(reason).into());
        }
        Ok((host, badge))
    }

    /// A filter whose names were checked; no config where no target is given.
    fn of_target(catalogue: &'c Catalogue, filter: &Filter, target: Option<Target>) -> Self {
        let named = |runtime: &RuntimeEntry, config: &Config| {
            filter.runtime.is_empty()
                || filter.runtime.iter().any(|name| match name.split_once('/') {
                    Some((r, c)) => runtime.name == r && config.name == c,
                    None => runtime.name == *name,
                })
        };
        let configs = catalogue
            .configs()
            .filter(|(_, config)| target.is_some_and(|target| config.targets.contains(&target)))
            .filter(|(runtime, config)| named(runtime, config))
            .collect();
        let workloads = catalogue
            .workloads
            .iter()
            .filter(|workload| {
                filter.workload.is_empty() || filter.workload.contains(&workload.name)
            })
            .collect();
        Self { configs, workloads }
    }

    /// Every config on every workload that applies to its runtime.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'c>> {
        self.configs.iter().flat_map(|&(runtime, config)| {
            self.workloads
                .iter()
                .filter(|workload| workload.applies_to(&runtime.name))
                .map(move |&workload| Cell { runtime, config, workload })
        })
    }
}

/// The config that is named, or the runtime's default one, which must run on
/// the badge.
///
/// # Errors
///
/// [`Usage`] with the valid choices.
pub fn badge_config<'c>(
    catalogue: &'c Catalogue,
    name: &str,
) -> Result<(&'c RuntimeEntry, &'c Config)> {
    let filter = Filter { runtime: vec![name.to_owned()], ..Filter::default() };
    let (_, plan) = Plan::on(catalogue, &filter, &[Target::Pybadge])?;
    let default = plan.configs.iter().find(|(_, config)| config.default);
    default
        .or_else(|| plan.configs.first())
        .copied()
        .context("the filter leaves at least one config")
}

fn check_runtime(catalogue: &Catalogue, name: &str) -> Result<()> {
    let (runtime, config) = match name.split_once('/') {
        Some((runtime, config)) => (runtime, Some(config)),
        None => (name, None),
    };
    let Some(entry) = catalogue.runtime(runtime) else {
        let names = catalogue.runtimes.iter().map(|r| r.name.as_str());
        return Err(Usage::unknown("runtime", runtime, names).into());
    };
    if let Some(config) = config
        && entry.config(config).is_none()
    {
        let names = entry.configs.iter().map(|c| c.name.as_str());
        return Err(Usage::unknown(&format!("config of {runtime}"), config, names).into());
    }
    Ok(())
}

/// A module of the user's own is run like a workload without buttons.
///
/// # Errors
///
/// Never for this text; the type is that of every workload.
pub fn stand_in() -> Result<Workload> {
    let text = format!(
        "[workload]\nname = \"module\"\ntitle = \"a module\"\nstresses = \"what its author wants\"\n\
         frames = {}\ntimed = true\nscreens = []\ntrace = []\n",
        u32::MAX
    );
    Ok(Workload::parse("a module", &text)?)
}

/// The config that everything is compared with: the default one of the native code.
#[must_use]
pub fn baseline(catalogue: &Catalogue) -> Option<(&RuntimeEntry, &Config)> {
    catalogue
        .configs()
        .find(|(runtime, config)| config.default && runtime.facts.group == Some(Group::Baseline))
}
