//! `conduct.md`: how every runtime answers minimal modules, and which
//! proposals it supports.

use super::markdown::{Align, NONE, Table, code, generated, without_full_stop};
use crate::catalogue::{
    ConfigSelector, Deviation, ModuleRoute, Observed, Probe, ProbeScope, RuntimeEntry,
};
use crate::{Catalogue, Target};

/// Where the modules lie, from the page.
const PROBES: &str = "../crates/contract/probes/";

pub(super) fn page(catalogue: &Catalogue) -> String {
    let mut text = generated();
    text += "# Conduct\n\n";
    text += "What every runtime does with minimal modules that trap, lack something, are no modules, or point outside memory.\n";
    text += "`cargo xtask test` runs each of them on every config; what stands here is declared in `runtime.toml` and fails the tests as soon as it is no longer true.\n\n";
    text += &findings(catalogue);
    text += &proposals(catalogue);
    text += &probes(catalogue);
    text
}

/// The runtimes that are probed: guests that are linked in are no modules.
fn probed(catalogue: &Catalogue) -> impl Iterator<Item = &RuntimeEntry> {
    catalogue.runtimes.iter().filter(|runtime| {
        runtime
            .configs
            .iter()
            .any(|c| c.module != ModuleRoute::Link && c.targets.contains(&Target::Host))
    })
}

fn findings(catalogue: &Catalogue) -> String {
    let mut text = "## Departures\n\n".to_owned();
    let mut table = Table::new(&[
        ("runtime/config", Align::Left),
        ("module", Align::Left),
        ("due", Align::Left),
        ("seen", Align::Left),
        ("why", Align::Left),
    ]);
    for runtime in probed(catalogue) {
        for (probe, deviation) in of(catalogue, runtime) {
            let config = match &deviation.config {
                ConfigSelector::Every => "every config",
                ConfigSelector::Named(name) => name,
            };
            table.row([
                format!("{}/{config}", runtime.title),
                module(probe),
                due(probe),
                seen(deviation),
                without_full_stop(&deviation.reason).to_owned(),
            ]);
        }
    }
    text += &table.finish();
    let good: Vec<&str> = probed(catalogue)
        .filter(|runtime| runtime.deviations.is_empty() && !runtime.supports.is_empty())
        .map(|runtime| runtime.title.as_str())
        .collect();
    if !good.is_empty() {
        text += &format!("No departure is known of {}.\n\n", good.join(", "));
    }
    text
}

fn seen(deviation: &Deviation) -> String {
    let usual = code(&deviation.observed.to_string());
    deviation
        .sometimes
        .iter()
        .fold(usual, |text, answer| text + ", in some runs " + &code(&answer.to_string()))
}

/// The deviations of a runtime in the order of the probes.
fn of<'c>(
    catalogue: &'c Catalogue,
    runtime: &'c RuntimeEntry,
) -> impl Iterator<Item = (&'c Probe, &'c Deviation)> {
    catalogue.probes.iter().flat_map(|probe| {
        let deviations = runtime.deviations.iter();
        deviations
            .filter(|deviation| deviation.probe == probe.name)
            .map(move |deviation| (probe, deviation))
    })
}

fn proposals(catalogue: &Catalogue) -> String {
    let proposals: Vec<&Probe> =
        catalogue.probes.iter().filter(|probe| probe.scope == ProbeScope::Proposal).collect();
    let mut text = "## Proposals\n\n".to_owned();
    text += "Whether one small module of each proposal gives the right answer: not whether all of the proposal is there.\n";
    text += "Runners configure their engines for WebAssembly 1.0 and what an engine adds by default; more may be there behind a switch.\n\n";
    let names = proposals.iter().filter_map(|probe| probe.proposal());
    let mut header = vec![("runtime/config", Align::Left)];
    header.extend(names.map(|name| (name, Align::Centre)));
    let mut table = Table::new(&header);
    for runtime in probed(catalogue) {
        for config in runtime.configs_default_first() {
            let Some(supported) = runtime.supported(&config.name) else {
                continue;
            };
            let mut row = vec![format!("{}/{}", runtime.title, config.name)];
            row.extend(proposals.iter().filter_map(|probe| probe.proposal()).map(|name| {
                match supported.contains(name) {
                    true => "yes".to_owned(),
                    false => NONE.to_owned(),
                }
            }));
            table.row(row);
        }
    }
    text += &table.finish();
    text
}

fn probes(catalogue: &Catalogue) -> String {
    let mut text = "## Modules\n\n".to_owned();
    let mut table =
        Table::new(&[("module", Align::Left), ("what it does", Align::Left), ("due", Align::Left)]);
    for probe in &catalogue.probes {
        let scope = match probe.scope {
            ProbeScope::Every | ProbeScope::Bounded => "",
            ProbeScope::Proposal => ", where supported",
        };
        table.row([module(probe), probe.title.clone(), format!("{}{scope}", due(probe))]);
    }
    text += &table.finish();
    text
}

fn module(probe: &Probe) -> String {
    match probe.file() {
        Some(file) => format!("[{}]({PROBES}{file})", probe.name),
        None => probe.name.clone(),
    }
}

fn due(probe: &Probe) -> String {
    let due: Vec<String> = probe.due.iter().map(Observed::to_string).collect();
    let due: Vec<String> = due.iter().map(|words| code(words)).collect();
    due.join(" or ")
}
