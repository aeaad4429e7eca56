//! What is not a pass, with the reason: each said once, for all configs and
//! workloads that share it.

use badge_catalogue::Outcome;
use serde::Serialize;

use crate::view::{Cell, Name, View};

#[derive(Serialize)]
pub(crate) struct Failure<'a> {
    /// Of the runtime alone.
    name: Name<'a>,
    configs: Vec<&'a str>,
    /// Whether it is every config of the runtime that this lane has.
    every_config: bool,
    workloads: Vec<&'a str>,
    outcome: Outcome,
    reason: String,
}

/// All failures of a lane but endless loops that nothing ends: the tables say that.
pub(crate) fn failures<'a>(view: &View<'a>) -> Vec<Failure<'a>> {
    let mut found: Vec<Failure<'a>> = Vec::new();
    for (runtime, config) in view.configs() {
        for workload in &view.catalogue.workloads {
            let Cell { outcome, reason, .. } = view.cell(runtime, config, workload);
            let endless = workload.is_endless() && outcome == Outcome::Timeout;
            if matches!(outcome, Outcome::Pass | Outcome::NotApplicable) || endless {
                continue;
            }
            let reason = reason.unwrap_or_default();
            let name = Name::runtime(runtime);
            let same =
                |f: &&mut Failure<'_>| f.name == name && f.outcome == outcome && f.reason == reason;
            let failure = match found.iter_mut().find(same) {
                Some(failure) => failure,
                None => {
                    let (configs, workloads) = (Vec::new(), Vec::new());
                    let every_config = false;
                    found.push(Failure { name, configs, every_config, workloads, outcome, reason });
                    let last = found.len() - 1;
                    &mut found[last]
                }
            };
            for (list, entry) in
                [(&mut failure.configs, &config.name), (&mut failure.workloads, &workload.name)]
            {
                if !list.contains(&entry.as_str()) {
                    list.push(entry);
                }
            }
        }
    }
    for failure in &mut found {
        let of_runtime = view.configs().filter(|(r, _)| r.name == failure.name.runtime);
        failure.every_config = of_runtime.count() == failure.configs.len();
    }
    found
}
