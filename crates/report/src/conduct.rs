//! `conduct.md`: how every runtime answers minimal modules, and which
//! proposals it supports.

use badge_catalogue::{
    Catalogue, ConfigSelector, ModuleRoute, Observed, Probe, ProbeScope, RuntimeEntry, Target,
};
use serde::Serialize;

#[derive(Serialize)]
pub(crate) struct ConductPage<'a> {
    deviations: Vec<DeviationRow<'a>>,
    /// Titles of the runtimes of which no deviation is known.
    without_deviation: Vec<&'a str>,
    proposals: Vec<&'a str>,
    supports: Vec<SupportsRow<'a>>,
    probes: Vec<Module<'a>>,
}

/// The module of a probe and the expected answers.
#[derive(Serialize)]
struct Module<'a> {
    name: &'a str,
    file: Option<String>,
    title: &'a str,
    expected: Vec<String>,
    is_proposal: bool,
}

#[derive(Serialize)]
struct DeviationRow<'a> {
    title: &'a str,
    /// `None` for every config.
    config: Option<&'a str>,
    probe: Module<'a>,
    actual: String,
    sometimes: Vec<String>,
    reason: &'a str,
}

#[derive(Serialize)]
struct SupportsRow<'a> {
    title: &'a str,
    config: &'a str,
    /// In the order of the proposals.
    supported: Vec<bool>,
}

pub(crate) fn page(catalogue: &Catalogue) -> ConductPage<'_> {
    let proposals: Vec<&str> = catalogue.proposals().collect();
    let mut page = ConductPage {
        deviations: Vec::new(),
        without_deviation: Vec::new(),
        supports: Vec::new(),
        probes: catalogue.probes.iter().map(module).collect(),
        proposals: proposals.clone(),
    };
    for runtime in catalogue.runtimes.iter().filter(|runtime| is_probed(runtime)) {
        let title = runtime.title.as_str();
        if runtime.deviations.is_empty() && !runtime.supports.is_empty() {
            page.without_deviation.push(title);
        }
        for probe in &catalogue.probes {
            for deviation in runtime.deviations.iter().filter(|d| d.probe == probe.name) {
                page.deviations.push(DeviationRow {
                    title,
                    config: match &deviation.config {
                        ConfigSelector::Every => None,
                        ConfigSelector::Named(name) => Some(name),
                    },
                    probe: module(probe),
                    actual: deviation.observed.to_string(),
                    sometimes: deviation.sometimes.iter().map(Observed::to_string).collect(),
                    reason: &deviation.reason,
                });
            }
        }
        for config in runtime.configs_default_first() {
            if let Some(supported) = runtime.supported(&config.name) {
                let supported = proposals.iter().map(|name| supported.contains(*name)).collect();
                page.supports.push(SupportsRow { title, config: &config.name, supported });
            }
        }
    }
    page
}

/// Guests that are linked in are no modules, hence not probed.
fn is_probed(runtime: &RuntimeEntry) -> bool {
    let mut configs = runtime.configs.iter();
    configs.any(|c| c.module != ModuleRoute::Link && c.targets.contains(&Target::Host))
}

fn module(probe: &Probe) -> Module<'_> {
    Module {
        name: &probe.name,
        file: probe.file(),
        title: &probe.title,
        expected: probe.expected.iter().map(Observed::to_string).collect(),
        is_proposal: probe.scope == ProbeScope::Proposal,
    }
}
