//! The pages: Markdown and SVG as a pure function of catalogue, records,
//! answers and machines. The same input gives the same bytes.
//!
//! Each page is a serialisable view, made here, and a template in `templates/`
//! that holds its prose and the columns of its tables. No module opens a file
//! or names a runtime.
#![forbid(unsafe_code)]

mod answer;
mod badge;
mod cartridges;
pub mod carts;
mod catalogue;
mod chart;
mod conformance;
mod explorer;
mod failures;
mod heat;
mod host;
mod limits;
mod metering;
mod number;
mod observations;
mod overview;
mod room;
mod scale;
mod splice;
mod suite;
mod templates;
mod unobtainable;
mod view;
mod workload;

use std::collections::BTreeMap;

use badge_catalogue::{Catalogue, Target};
use badge_records::{
    Answers, CartridgeRecords, CollectionRecords, Lane, Lanes, LimitsRecords, Machines,
    Repeatability, SuiteRecords, Times,
};
pub use minijinja::Error as TemplateError;
pub use observations::{Observations, refuted};
use serde::Serialize;
pub use splice::{SpliceError, splice};

use answer::ShortAnswer;
use badge::BadgeLane;
use chart::Chart;
use host::{HostTable, Rows};
use templates::Templates;
use view::View;

/// The workload whose speed stands in the main table.
pub const FLAGSHIP: &str = "badge";

/// The workload whose module is several times as large as the others.
pub const LARGE: &str = "gallery";

/// Everything that the pages are made of.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// Facts, configs, workloads and conformance cases.
    pub catalogue: &'a Catalogue,
    /// The records.
    pub lanes: &'a Lanes,
    /// The machines on which they were made.
    pub machines: &'a Machines,
    /// The answers to the conformance cases.
    pub answers: &'a Answers,
    /// How each config did in the specification's test suite.
    pub suite: &'a SuiteRecords,
    /// How far each config goes.
    pub limits: &'a LimitsRecords,
    /// What came of the cartridges of this repository.
    pub cartridges: &'a CartridgeRecords,
    /// How many cartridges of other people run.
    pub collections: &'a CollectionRecords,
    /// How far two measurements of the host lie apart, where that was found out.
    pub repeatability: Option<&'a Repeatability>,
    /// What the commands took.
    pub times: &'a Times,
    /// What people saw in the numbers.
    pub observations: &'a Observations,
}

/// All pages and charts, by their path below `results/`.
pub fn render(sources: &Sources<'_>) -> Result<BTreeMap<String, String>, TemplateError> {
    let Sources { catalogue, lanes, answers, suite, .. } = *sources;
    let templates = Templates::new()?;
    let mut files = BTreeMap::new();
    let mut add = |path: String, text: String| files.insert(path, text);
    let views: Vec<View<'_>> =
        shown_lanes(lanes).into_iter().map(|lane| View { catalogue, lanes, lane }).collect();

    let seen = sources.observations.sentences(catalogue, lanes, sources.limits)?;
    let overview = overview::page(sources, &seen);
    add("README.md".to_owned(), templates.page("overview.md", overview)?);
    let page = unobtainable::page(catalogue);
    add("without-a-runner.md".to_owned(), templates.page("unobtainable.md", page)?);
    add("index.html".to_owned(), templates.explorer(&explorer::data(catalogue, lanes)?)?);
    add("catalogue.md".to_owned(), templates.page("catalogue.md", catalogue::page(catalogue))?);
    if !catalogue.suite.cases.is_empty() {
        let page =
            templates.page("conformance.md", conformance::page(catalogue, answers, suite))?;
        add("conformance.md".to_owned(), page);
    }
    if let Some(map) = heat::heat_map(catalogue, answers) {
        add(HEAT_PATH.to_owned(), templates.page("heat.svg", map)?);
    }
    if let Some(map) = suite::map(catalogue, suite) {
        add(SUITE_PATH.to_owned(), templates.page("suite.svg", map)?);
    }
    for workload in &catalogue.workloads {
        let page = templates.page("workload.md", workload::page(&views, workload))?;
        add(format!("workloads/{}.md", workload.name), page);
    }
    if let Some(page) = badge::page(catalogue, lanes, &seen) {
        add("pybadge.md".to_owned(), templates.page("pybadge.md", page)?);
    }
    if let Some(page) = metering::page(sources) {
        add("metering.md".to_owned(), templates.page("metering.md", page)?);
    }
    if let Some(page) = limits::page(catalogue, sources.limits, &seen) {
        add("limits.md".to_owned(), templates.page("limits.md", page)?);
    }
    if let Some(chart) = limits::chart(catalogue, sources.limits) {
        add("img/compile.svg".to_owned(), templates.chart(&chart)?);
    }
    let page = cartridges::page(catalogue, sources.cartridges, sources.collections);
    if let Some(page) = page {
        add("cartridges.md".to_owned(), templates.page("cartridges.md", page)?);
    }
    for view in views.iter().filter(|view| is_badge(&view.lane)) {
        if let Some(room) = room::room(&badge::rows(view)) {
            add(room_path(view.lane), templates.page("room.svg", room)?);
        }
    }
    for view in &views {
        let charts = [
            (memory_path(view.lane), chart::memory(view)),
            (slowdown_path(view.lane), chart::slowdown(view)),
            (first_picture_path(view.lane), chart::first_picture(view)),
        ];
        let frame_times = catalogue.timed().map(|workload| {
            let path = frame_times_path(view.lane, &workload.name);
            (path, chart::frame_times(view, workload))
        });
        for (path, chart) in charts.into_iter().chain(frame_times) {
            if let Some(chart) = chart {
                add(path, templates.chart(&chart)?);
            }
        }
    }
    Ok(files)
}

/// The short answer and the heads of the tables, for the README of the repository,
/// to be put in by [`splice`]. Links lead into `results/`.
pub fn readme_head(catalogue: &Catalogue, lanes: &Lanes) -> Result<String, TemplateError> {
    #[derive(Serialize)]
    struct Head<'a> {
        answer: ShortAnswer<'a>,
        host: HostTable<'a>,
        badge: Vec<BadgeLane<'a>>,
        without_runner: usize,
    }
    let host = HostTable::new(View { catalogue, lanes, lane: Lane::Host }, Rows::Head);
    let head = Head {
        answer: answer::short_answer(catalogue, lanes),
        host,
        badge: badge::lanes(catalogue, lanes),
        without_runner: catalogue.runtimes.iter().filter(|r| r.not_obtainable.is_some()).count(),
    };
    Templates::new()?.page("head.md", head)
}

/// The host, and the lanes of the badge that hold records.
fn shown_lanes(lanes: &Lanes) -> Vec<Lane> {
    let present: Vec<Lane> = lanes.present().collect();
    Lane::ALL.iter().copied().filter(|l| *l == Lane::Host || present.contains(l)).collect()
}

/// The path of a chart, where there is one.
fn path_of(path: String, chart: Option<Chart>) -> Option<String> {
    chart.map(|_| path)
}

fn slowdown_path(lane: Lane) -> String {
    format!("img/slowdown-{lane}.svg")
}

fn first_picture_path(lane: Lane) -> String {
    format!("img/first-picture-{lane}.svg")
}

fn room_path(lane: Lane) -> String {
    format!("img/room-{lane}.svg")
}

/// The heat map of conformance.
const HEAT_PATH: &str = "img/conformance.svg";

/// The heat map of the specification's test suite.
const SUITE_PATH: &str = "img/specification.svg";

fn memory_path(lane: Lane) -> String {
    format!("img/memory-{lane}.svg")
}

fn frame_times_path(lane: Lane, workload: &str) -> String {
    format!("img/frames-{workload}-{lane}.svg")
}

/// Addresses by the name of the runtime, for links by reference.
fn references<'a>(
    runtimes: impl Iterator<Item = &'a badge_catalogue::RuntimeEntry>,
) -> BTreeMap<&'a str, &'a str> {
    runtimes.map(|runtime| (runtime.name.as_str(), runtime.facts.reference.as_str())).collect()
}

/// Whether a lane is one of the badge.
fn is_badge(lane: &Lane) -> bool {
    lane.target() == Target::Pybadge
}
