//! `index.html`: every config of badge and host, for a page that sorts, filters
//! and compares in the browser.

use std::collections::BTreeMap;

use badge_catalogue::{Catalogue, Config, Group, Outcome, RuntimeEntry, Workload};
use badge_records::statistics::{Estimate, median};
use badge_records::{Lane, Lanes, Record, phase};
use minijinja::{Error, ErrorKind};
use serde::Serialize;

use crate::view::{Name, Scale, View};
use crate::{badge, host};

/// Points of the line that shows the frame times of a config.
const POINTS: usize = 60;

/// A config, and what is known of it in each place.
#[derive(Serialize)]
pub(crate) struct Entry<'a> {
    id: String,
    runtime: &'a str,
    title: &'a str,
    config: &'a str,
    about: &'a str,
    group: Group,
    language: &'a str,
    version: Option<&'a str>,
    badge: Option<Figures<'a, badge::Row<'a>>>,
    host: Option<Figures<'a, host::Row<'a>>>,
}

#[derive(Serialize)]
struct Figures<'a, R> {
    #[serde(flatten)]
    row: R,
    /// Times of the frames of the flagship in order, each the median of some
    /// neighbours, in milliseconds.
    frames: Vec<f64>,
    workloads: BTreeMap<&'a str, OfWorkload>,
}

#[derive(Serialize)]
struct OfWorkload {
    outcome: Outcome,
    ratio: Option<Estimate>,
}

/// All configs, as JSON that can stand in a script element.
pub(crate) fn data(catalogue: &Catalogue, lanes: &Lanes) -> Result<String, Error> {
    let on_host = View { catalogue, lanes, lane: Lane::Host };
    let on_badge = View { catalogue, lanes, lane: Lane::Emulated };
    let mut host_rows: BTreeMap<Name<'_>, host::Row<'_>> =
        host::ranked(&on_host).into_iter().map(|row| (row.name(), row)).collect();
    let mut badge_rows: BTreeMap<Name<'_>, badge::Row<'_>> =
        badge::rows(&on_badge).into_iter().map(|row| (row.name(), row)).collect();
    let mut entries = Vec::new();
    for (runtime, config) in catalogue.configs() {
        let Some(group) = runtime.facts.group else {
            continue;
        };
        let name = Name::config(runtime, config);
        let version = on_host.version(runtime, config);
        entries.push(Entry {
            id: name.label(),
            runtime: &runtime.name,
            title: &runtime.title,
            config: &config.name,
            about: &config.about,
            group,
            language: &runtime.facts.language,
            version: version.or_else(|| on_badge.version(runtime, config)),
            badge: badge_rows.remove(&name).map(|row| figures(&on_badge, runtime, config, row)),
            host: host_rows.remove(&name).map(|row| figures(&on_host, runtime, config, row)),
        });
    }
    let json = serde_json::to_string(&entries).map_err(|error| {
        Error::new(ErrorKind::BadSerialization, "the data of index.html").with_source(error)
    })?;
    // No text may end the element.
    Ok(json.replace('<', "\\u003c"))
}

fn figures<'a, R>(
    view: &View<'a>,
    runtime: &'a RuntimeEntry,
    config: &'a Config,
    row: R,
) -> Figures<'a, R> {
    let record = view.flagship(runtime, config).and_then(|cell| cell.passed());
    let of_workload = |workload: &'a Workload| {
        let outcome = view.cell(runtime, config, workload).outcome;
        let ratio = view.ratio(runtime, config, &workload.name).and_then(Result::ok);
        (workload.name.as_str(), OfWorkload { outcome, ratio })
    };
    Figures {
        row,
        frames: record.map(|record| frames(view.lane, record)).unwrap_or_default(),
        workloads: view.catalogue.workloads.iter().map(of_workload).collect(),
    }
}

fn frames(lane: Lane, record: &Record) -> Vec<f64> {
    let Scale { unit, divisor, .. } = Scale::milliseconds(lane);
    let samples = record.samples.get(phase::UPDATE, unit);
    let chunk = samples.len().div_ceil(POINTS).max(1);
    let shown = |ticks: f64| (ticks / divisor * 1e6).round() / 1e6;
    samples.chunks(chunk).filter_map(median).map(shown).collect()
}
