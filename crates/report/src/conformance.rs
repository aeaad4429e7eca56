//! `conformance.md`: what every config answers otherwise than expected, and
//! which proposals it supports.

use std::collections::BTreeSet;

use badge_catalogue::{Answer, Case, Catalogue, RuntimeEntry, Scope};
use badge_records::{Answers, Departure, SuiteRecords, asked};
use serde::Serialize;

use crate::HEAT_PATH;
use crate::heat::heat_map;
use crate::suite::{self, SuiteView};

#[derive(Serialize)]
pub(crate) struct ConformancePage<'a> {
    suite: Option<SuiteView<'a>>,
    deviations: Vec<DeviationRow<'a>>,
    /// Titles of the runtimes of which no deviation is known.
    without_deviation: Vec<&'a str>,
    /// Configs of which no answer is stored.
    not_asked: Vec<String>,
    heat_map: Option<&'static str>,
    proposals: Vec<&'a str>,
    supports: Vec<SupportsRow<'a>>,
    cases: Vec<CaseRow<'a>>,
}

#[derive(Serialize)]
struct CaseRow<'a> {
    name: &'a str,
    /// That of the module, where it has one.
    file: Option<String>,
    title: &'a str,
    /// The export and its arguments.
    call: String,
    expected: Vec<String>,
    is_proposal: bool,
}

/// Configs of one runtime that answer one case in the same way.
#[derive(Serialize)]
struct DeviationRow<'a> {
    title: &'a str,
    /// Absent where it is every config that is asked.
    configs: Option<String>,
    case: CaseRow<'a>,
    actual: String,
    sometimes: Vec<String>,
    is_unsteady: bool,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct SupportsRow<'a> {
    title: &'a str,
    config: &'a str,
    /// In the order of the proposals.
    supported: Vec<bool>,
}

pub(crate) fn page<'a>(
    catalogue: &'a Catalogue,
    answers: &'a Answers,
    suite: &'a SuiteRecords,
) -> ConformancePage<'a> {
    let proposals: Vec<&str> = catalogue.suite.proposals().collect();
    let mut page = ConformancePage {
        suite: suite::view(catalogue, suite),
        deviations: Vec::new(),
        without_deviation: Vec::new(),
        not_asked: Vec::new(),
        heat_map: heat_map(catalogue, answers).map(|_| HEAT_PATH),
        supports: Vec::new(),
        cases: catalogue.suite.cases.iter().map(case_row).collect(),
        proposals: proposals.clone(),
    };
    for runtime in &catalogue.runtimes {
        let title = runtime.title.as_str();
        let departures = answers.departures(catalogue, runtime);
        let mut was_asked = false;
        for config in runtime.configs_default_first() {
            if asked(catalogue, config).next().is_none() {
                continue;
            }
            match answers.supported(catalogue, &runtime.name, &config.name) {
                Some(supported) => {
                    was_asked = true;
                    let supported = proposals.iter().map(|name| supported.contains(name));
                    let supported = supported.collect();
                    page.supports.push(SupportsRow { title, config: &config.name, supported });
                }
                None => page.not_asked.push(format!("{title}/{}", config.name)),
            }
        }
        if was_asked && departures.is_empty() {
            page.without_deviation.push(title);
        }
        page.deviations.extend(rows(catalogue, answers, runtime, &departures));
    }
    page
}

fn rows<'a>(
    catalogue: &'a Catalogue,
    answers: &Answers,
    runtime: &'a RuntimeEntry,
    departures: &[Departure<'a>],
) -> Vec<DeviationRow<'a>> {
    let mut groups: Vec<Vec<Departure<'a>>> = Vec::new();
    let alike = |a: &Departure<'_>, b: &Departure<'_>| {
        a.case.name == b.case.name && a.answered.answer == b.answered.answer && a.reason == b.reason
    };
    for departure in departures {
        match groups.iter_mut().find(|group| alike(&group[0], departure)) {
            Some(group) => group.push(*departure),
            None => groups.push(vec![*departure]),
        }
    }
    let row = |group: Vec<Departure<'a>>| {
        let Departure { case, answered, reason, .. } = group[0];
        let configs: Vec<&str> = group.iter().map(|d| d.config.name.as_str()).collect();
        let of_all: BTreeSet<&str> = runtime
            .configs
            .iter()
            .filter(|config| asked(catalogue, config).any(|asked| asked.name == case.name))
            .filter(|config| answers.get(&runtime.name, &config.name, &case.name).is_some())
            .map(|config| config.name.as_str())
            .collect();
        let is_every = of_all.len() == configs.len();
        DeviationRow {
            title: &runtime.title,
            configs: (!is_every).then(|| configs.join(", ")),
            case: case_row(case),
            actual: answered.answer.to_string(),
            sometimes: reason
                .map(|r| r.sometimes.iter().map(Answer::to_string).collect())
                .unwrap_or_default(),
            is_unsteady: reason.is_some_and(|reason| reason.unsteady),
            reason: reason.map(|reason| reason.reason.as_str()),
        }
    };
    groups.into_iter().map(row).collect()
}

fn case_row(case: &Case) -> CaseRow<'_> {
    CaseRow {
        name: &case.name,
        file: case.file(),
        title: &case.title,
        call: case.call.join(" "),
        expected: case.expected.iter().map(Answer::to_string).collect(),
        is_proposal: case.scope == Scope::Proposal,
    }
}
