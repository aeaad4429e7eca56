//! The host's tables: one for each group of runtimes, fastest first.

use badge_catalogue::{Config, Date, Group, RuntimeEntry, Stated};
use badge_records::statistics::{Estimate, Part};
use badge_records::{phase, unit};
use serde::Serialize;

use crate::FLAGSHIP;
use crate::view::{Name, Passes, View, frame_mean, phase_best};

/// Which rows the tables have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Every config.
    All,
    /// The default config of each runtime, if it has a mean.
    Head,
}

/// The tables of all groups.
#[derive(Serialize)]
pub(crate) struct HostTable<'a> {
    groups: Vec<GroupTable<'a>>,
    /// How many configs have no row here.
    more_configs: usize,
}

/// The rows of one group, fastest first; the baseline stands among the compilers.
#[derive(Serialize)]
struct GroupTable<'a> {
    group: Group,
    rows: Vec<Row<'a>>,
}

#[derive(Clone, Serialize)]
pub(crate) struct Row<'a> {
    name: Name<'a>,
    group: Group,
    /// As linked.
    version: Option<&'a str>,
    language: &'a str,
    status: Status,
    passes: Passes,
    /// One more than the number of configs whose mean is certainly smaller.
    rank: Option<usize>,
    /// The geometric mean of the times relative to native code.
    mean: Option<Estimate>,
    /// Time of the flagship relative to native code.
    ratio: Option<Estimate>,
    /// Milliseconds of its mean frame.
    frame_ms: Option<Estimate>,
    /// The same ratio over the last third of the frames.
    settled: Option<Estimate>,
    /// How many of its frames are compared, where these are not all.
    only_frames: Option<u32>,
    first_frame_ns: Option<f64>,
    /// How a guest is stopped that never returns, where something but the end of the
    /// process stops it.
    endless_loop: Option<String>,
    /// The same for the runtime, by another of its configs if need be.
    loop_ends_somewhere: Option<String>,
    /// When the flagship was measured.
    date: Option<Date>,
}

/// What is cited of the state of a runtime's project.
#[derive(Clone, Serialize)]
pub(crate) struct Status {
    archived: bool,
    /// How long nothing happened, where it is stale: `6y`; empty where nobody says since when.
    stale: Option<String>,
    micro: bool,
}

impl Status {
    pub(crate) fn of(runtime: &RuntimeEntry) -> Self {
        let status = &runtime.status;
        let age_of = |stated: &Stated| stated.age_in_days().map(age).unwrap_or_default();
        Status {
            archived: status.archived.value,
            stale: status.stale.value.then(|| age_of(&status.stale)),
            micro: status.micro.value,
        }
    }
}

impl<'a> HostTable<'a> {
    pub(crate) fn new(view: View<'a>, rows: Rows) -> Self {
        let all = ranked(&view);
        let stands = |row: &Row<'a>| row.name.is_default && row.mean.is_some();
        let shown = |row: &&Row<'a>| rows == Rows::All || stands(row);
        let in_group = |group: Group| {
            let of = move |row: &&Row<'a>| table_of(row.group) == group;
            let rows: Vec<Row<'a>> = all.iter().filter(shown).filter(of).cloned().collect();
            (!rows.is_empty()).then_some(GroupTable { group, rows })
        };
        HostTable {
            groups: Group::ALL.iter().filter_map(|&group| in_group(group)).collect(),
            more_configs: all.len() - all.iter().filter(shown).count(),
        }
    }
}

/// The group in whose table a runtime stands.
pub(crate) fn table_of(group: Group) -> Group {
    if group == Group::Baseline { Group::Compiler } else { group }
}

/// Every config of the host, fastest first, those without a mean last.
pub(crate) fn ranked<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'_>> =
        view.configs().filter_map(|(runtime, config)| row(view, runtime, config)).collect();
    rows.sort_by(|a, b| {
        let key = |row: &Row<'_>| row.mean.or(row.ratio).map_or(f64::INFINITY, |e| e.ratio);
        a.mean.is_none().cmp(&b.mean.is_none()).then(key(a).total_cmp(&key(b)))
    });
    let bounded = |row: &Row<'_>| row.mean.filter(Estimate::is_bounded);
    let known: Vec<Estimate> = rows.iter().filter_map(bounded).collect();
    for row in &mut rows {
        row.rank = bounded(row).map(|own| 1 + known.iter().filter(|r| r.is_below(&own)).count());
    }
    rows
}

fn row<'a>(view: &View<'a>, runtime: &'a RuntimeEntry, config: &'a Config) -> Option<Row<'a>> {
    let record = view.flagship(runtime, config).and_then(|cell| cell.passed());
    let ratio = record.and_then(|_| view.ratio(runtime, config, FLAGSHIP)?.ok());
    let of_ratio = |value: f64| ratio.map(|ratio| ratio.scaled(value / ratio.ratio));
    let frames = record.and_then(|record| record.frames);
    let all_frames = view.catalogue.workload(FLAGSHIP).map(|workload| workload.frames);
    Some(Row {
        name: Name::config(runtime, config),
        group: runtime.facts.group?,
        version: view.version(runtime, config),
        language: &runtime.facts.language,
        status: Status::of(runtime),
        passes: view.passes(runtime, config),
        rank: None,
        mean: view.mean(runtime, config),
        ratio,
        frame_ms: record.and_then(|r| of_ratio(frame_mean(r, unit::NS)? / 1e6)),
        settled: record.and_then(|r| of_ratio(Part::Settled.ratio(r)?)),
        only_frames: frames.filter(|frames| Some(*frames) < all_frames),
        first_frame_ns: record.and_then(|r| phase_best(r, phase::FIRST_FRAME, unit::NS)),
        endless_loop: view.ends_loop(runtime, config),
        loop_ends_somewhere: view.ends_loop_somewhere(runtime, config),
        date: record.map(|r| r.date),
    })
}

impl<'a> Row<'a> {
    pub(crate) fn name(&self) -> Name<'a> {
        self.name
    }

    pub(crate) fn mean(&self) -> Option<f64> {
        self.mean.map(|mean| mean.ratio)
    }

    pub(crate) fn group(&self) -> Group {
        self.group
    }

    /// Whether it stands for its runtime.
    pub(crate) fn is_default(&self) -> bool {
        self.name.is_default
    }

    pub(crate) fn ends_loops(&self) -> bool {
        self.endless_loop.is_some()
    }
}

/// `2y`, or `8mo` below a year; whole ones, counted down.
fn age(days: i64) -> String {
    if days < 365 {
        return format!("{}mo", days * 12 / 365);
    }
    // 365.25 days in the mean; the first birthday may come a quarter day early.
    format!("{}y", (days * 100 / 36_525).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_whole_years_or_months() {
        assert_eq!(
            [39, 364, 365, 730, 731, 2200].map(age),
            ["1mo", "11mo", "1y", "1y", "2y", "6y"]
        );
    }
}
