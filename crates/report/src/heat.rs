//! The heat map of conformance: a row for each runtime, a column for each case.

use badge_catalogue::{Case, Catalogue, RuntimeEntry};
use badge_records::{Answers, asked};
use serde::Serialize;

use crate::host::table_of;
use crate::view::Name;

#[derive(Serialize)]
pub(crate) struct HeatMap<'a> {
    /// Columns of cases that everybody must answer.
    required: usize,
    /// Names of the proposals, whose columns stand behind those.
    proposals: Vec<&'a str>,
    rows: Vec<HeatRow>,
}

/// The default config of a runtime.
#[derive(Serialize)]
struct HeatRow {
    label: String,
    /// How many answers are expected ones, of how many.
    right: usize,
    asked: usize,
    runs: Vec<Run>,
}

/// Neighbouring columns of one shade.
#[derive(Serialize)]
struct Run {
    shade: Shade,
    from: usize,
    columns: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Shade {
    Right,
    Wrong,
    Supported,
    Lacking,
    Unknown,
}

/// `None` where nothing was answered.
pub(crate) fn heat_map<'a>(catalogue: &'a Catalogue, answers: &Answers) -> Option<HeatMap<'a>> {
    let required: Vec<&Case> =
        catalogue.suite.cases.iter().filter(|case| case.proposal().is_none()).collect();
    let proposals: Vec<&str> = catalogue.suite.proposals().collect();
    let row = |runtime| Some((runtime, row(catalogue, answers, runtime, &required, &proposals)?));
    let mut rows: Vec<(&RuntimeEntry, HeatRow)> =
        catalogue.runtimes.iter().filter_map(row).collect();
    rows.sort_by_key(|(runtime, row)| {
        (runtime.facts.group.map(table_of), row.asked - row.right, runtime.name.as_str())
    });
    let rows: Vec<HeatRow> = rows.into_iter().map(|(_, row)| row).collect();
    (!rows.is_empty()).then_some(HeatMap { required: required.len(), proposals, rows })
}

fn row(
    catalogue: &Catalogue,
    answers: &Answers,
    runtime: &RuntimeEntry,
    required: &[&Case],
    proposals: &[&str],
) -> Option<HeatRow> {
    let config = runtime.default_config()?;
    let supported = answers.supported(catalogue, &runtime.name, &config.name)?;
    let departures = answers.departures(catalogue, runtime);
    let shade = |case: &&Case| {
        let is_asked = asked(catalogue, config).any(|asked| asked.name == case.name);
        let answer = answers.get(&runtime.name, &config.name, &case.name);
        let departs = |case: &Case| {
            departures.iter().any(|d| d.config.name == config.name && d.case.name == case.name)
        };
        match answer.filter(|_| is_asked) {
            None => Shade::Unknown,
            Some(_) if departs(case) => Shade::Wrong,
            Some(_) => Shade::Right,
        }
    };
    let mut shades: Vec<Shade> = required.iter().map(shade).collect();
    let count = |wanted| shades.iter().filter(|shade| **shade == wanted).count();
    let (right, wrong) = (count(Shade::Right), count(Shade::Wrong));
    shades.extend(
        proposals
            .iter()
            .map(|name| if supported.contains(name) { Shade::Supported } else { Shade::Lacking }),
    );
    let mut runs: Vec<Run> = Vec::new();
    for (column, shade) in shades.into_iter().enumerate() {
        match runs.last_mut() {
            Some(run) if run.shade == shade => run.columns += 1,
            _ => runs.push(Run { shade, from: column, columns: 1 }),
        }
    }
    let label = Name::config(runtime, config).label();
    Some(HeatRow { label, right, asked: right + wrong, runs })
}
