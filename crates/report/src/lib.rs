//! The pages: Markdown and SVG as a pure function of catalogue, records,
//! answers and machines. The same input gives the same bytes.
//!
//! Each page is a serialisable view, made here, and a template in `templates/`
//! that holds its prose and the columns of its tables. No module opens a file
//! or names a runtime.
#![forbid(unsafe_code)]

mod badge;
mod catalogue;
mod chart;
mod conformance;
mod host;
mod notes;
mod number;
mod overview;
mod scale;
mod splice;
mod templates;
mod view;
mod workload;

use std::collections::BTreeMap;

use badge_catalogue::{Catalogue, Target};
use badge_records::{Answers, Lane, Lanes, Machines, Repeatability, Times, Took};
pub use minijinja::Error as TemplateError;
use serde::Serialize;
pub use splice::{SpliceError, splice};

use badge::BadgeLane;
use chart::Chart;
use host::{HostTable, Rows};
use templates::Templates;
use view::View;

/// The workload whose speed stands in the main table.
pub const FLAGSHIP: &str = "badge";

/// All pages and charts, by their path below `results/`.
pub fn render(
    catalogue: &Catalogue,
    lanes: &Lanes,
    machines: &Machines,
    answers: &Answers,
    repeatability: Option<&Repeatability>,
) -> Result<BTreeMap<String, String>, TemplateError> {
    let templates = Templates::new()?;
    let mut files = BTreeMap::new();
    let mut add = |path: String, text: String| files.insert(path, text);
    let views: Vec<View<'_>> =
        shown_lanes(lanes).into_iter().map(|lane| View { catalogue, lanes, lane }).collect();

    let overview = overview::page(catalogue, lanes, machines, repeatability);
    add("README.md".to_owned(), templates.page("overview.md", overview)?);
    add("catalogue.md".to_owned(), templates.page("catalogue.md", catalogue::page(catalogue))?);
    if !catalogue.suite.cases.is_empty() {
        let page = templates.page("conformance.md", conformance::page(catalogue, answers))?;
        add("conformance.md".to_owned(), page);
    }
    for workload in &catalogue.workloads {
        let page = templates.page("workload.md", workload::page(&views, workload))?;
        add(format!("workloads/{}.md", workload.name), page);
    }
    if let Some(page) = badge::page(catalogue, lanes) {
        add("pybadge.md".to_owned(), templates.page("pybadge.md", page)?);
    }
    for view in &views {
        let charts = [
            (memory_path(view.lane), chart::memory(view)),
            (slowdown_path(view.lane), chart::slowdown(view)),
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

/// The heads of the tables with their notes, for the README of the repository,
/// to be put in by [`splice`]. Links lead into `results/`.
pub fn readme_head(catalogue: &Catalogue, lanes: &Lanes) -> Result<String, TemplateError> {
    #[derive(Serialize)]
    struct Head<'a> {
        host: HostTable<'a>,
        badge: Vec<BadgeLane<'a>>,
    }
    let host = HostTable::new(View { catalogue, lanes, lane: Lane::Host }, Rows::Head);
    let head = Head { host, badge: badge::lanes(catalogue, lanes) };
    Templates::new()?.page("head.md", head)
}

/// What the commands took, for the README of the repository.
pub fn readme_times(times: &Times, machines: &Machines) -> Result<String, TemplateError> {
    #[derive(Serialize)]
    struct Row<'a> {
        what: &'a str,
        #[serde(flatten)]
        took: &'a Took,
        #[serde(rename = "took")]
        minutes: String,
        cores: Option<u32>,
    }
    #[derive(Serialize)]
    struct Page<'a> {
        rows: Vec<Row<'a>>,
    }
    let rows = times
        .0
        .iter()
        .map(|(what, took)| Row {
            what,
            took,
            minutes: format!("{}:{:02}", took.seconds / 60, took.seconds % 60),
            cores: machines.get(&took.machine).map(|machine| machine.cores),
        })
        .collect();
    Templates::new()?.page("times.md", Page { rows })
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
