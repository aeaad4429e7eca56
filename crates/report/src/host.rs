//! The main table: one row per config, then one per system without a runner,
//! notes below.

use std::collections::BTreeMap;

use badge_catalogue::{Config, Date, Outcome, RuntimeEntry, Stated};
use badge_records::statistics::{Estimate, Part};
use badge_records::{phase, unit};
use serde::Serialize;

use crate::notes::Notes;
use crate::templates::sentence;
use crate::view::{Name, Passes, View, frame_mean, phase_best};
use crate::{FLAGSHIP, references};

/// Which rows a table has.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Rows {
    /// The configs, then the systems without a runner.
    All,
    /// The default config of each runtime, and how much there is besides.
    Head,
}

/// The table with its notes and links.
#[derive(Serialize)]
pub(crate) struct HostTable<'a> {
    rows: Vec<Row<'a>>,
    /// How many configs have no row here.
    more_configs: usize,
    /// How many systems have no runner for this lane.
    unmeasured: usize,
    notes: Notes<'a>,
    references: BTreeMap<&'a str, &'a str>,
    all_workloads: usize,
}

#[derive(Default, Serialize)]
struct Row<'a> {
    name: Name<'a>,
    /// As linked.
    version: Option<&'a str>,
    /// That the facts were read from; for systems that are not measured.
    cited_version: Option<&'a str>,
    language: &'a str,
    archived: &'static str,
    stale: String,
    micro: &'static str,
    /// `None` for systems that are not measured; the notes say why.
    passes: Option<Passes>,
    why_not: Vec<usize>,
    /// One more than the number of rows that are certainly faster on the flagship.
    rank: Option<usize>,
    /// Time of the flagship relative to native code.
    ratio: Option<Estimate>,
    /// Milliseconds of its mean frame.
    frame_ms: Option<Estimate>,
    /// The same ratio over the last third of the frames.
    settled: Option<Estimate>,
    speed_notes: Vec<usize>,
    mean: Option<Estimate>,
    first_frame_ns: Option<f64>,
    /// When the flagship was measured.
    date: Option<Date>,
    /// How a guest is stopped that never returns.
    endless_loop: Option<String>,
    contained: Option<Passes>,
}

impl<'a> HostTable<'a> {
    pub(crate) fn new(view: View<'a>, rows: Rows) -> Self {
        let mut notes = Notes::default();
        let target = view.lane.target();
        let (shown, more): (Vec<_>, Vec<_>) =
            view.configs().partition(|(_, config)| rows == Rows::All || config.default);
        let mut table: Vec<Row<'_>> =
            shown.iter().map(|(runtime, config)| row(&view, runtime, config, &mut notes)).collect();
        rank(&mut table);
        let unmeasured: Vec<&RuntimeEntry> =
            view.catalogue.runtimes.iter().filter(|runtime| !runtime.runs_on(target)).collect();
        if rows == Rows::All {
            table.extend(
                unmeasured.iter().map(|runtime| unmeasured_row(&view, runtime, &mut notes)),
            );
        }
        let linked = |r: &&RuntimeEntry| rows == Rows::All || r.runs_on(target);
        HostTable {
            rows: table,
            more_configs: more.len(),
            unmeasured: unmeasured.len(),
            notes,
            references: references(view.catalogue.runtimes.iter().filter(linked)),
            all_workloads: view.catalogue.workloads.len(),
        }
    }
}

/// Gives every row with a ratio its rank: rows that cannot be told from the
/// fastest one share the first.
fn rank(rows: &mut [Row<'_>]) {
    let ratio = |row: &Row<'_>| row.ratio.filter(Estimate::is_bounded);
    let known: Vec<Estimate> = rows.iter().filter_map(ratio).collect();
    for row in rows {
        row.rank = ratio(row).map(|own| 1 + known.iter().filter(|r| r.is_below(&own)).count());
    }
}

/// A row with what is cited alone.
fn cited_row(runtime: &RuntimeEntry) -> Row<'_> {
    let yes_or_no = |stated: &Stated| if stated.value { "yes" } else { "no" };
    let status = &runtime.status;
    let stale = match status.stale.age_in_days() {
        Some(days) if status.stale.value => age(days),
        _ => yes_or_no(&status.stale).to_owned(),
    };
    Row {
        name: Name::runtime(runtime),
        language: &runtime.facts.language,
        archived: yes_or_no(&status.archived),
        stale,
        micro: yes_or_no(&status.micro),
        ..Row::default()
    }
}

fn row<'a>(
    view: &View<'a>,
    runtime: &'a RuntimeEntry,
    config: &'a Config,
    notes: &mut Notes<'a>,
) -> Row<'a> {
    let name = Name::config(runtime, config);
    let passes = view.passes(runtime, config, view.catalogue.timed(), notes);
    let flagship = view.catalogue.workload(FLAGSHIP);
    let record = view.flagship(runtime, config).and_then(|cell| cell.passed());
    let ratio = record.and_then(|_| view.ratio(runtime, config, FLAGSHIP));
    let mut speed_notes = Vec::new();
    if let (Some(workload), Some(record)) = (flagship, record) {
        let frames = record.frames.unwrap_or(0);
        if frames < workload.frames {
            let text =
                format!("only the first {frames} of {} frames are compared", workload.frames);
            speed_notes.push(notes.mark(&text, name, Some(FLAGSHIP)));
        }
        if let Some(Err(reason)) = ratio {
            let text = format!("no ratio to native: {reason}");
            speed_notes.push(notes.mark(&text, name, Some(FLAGSHIP)));
        }
    }
    let ratio = ratio.and_then(Result::ok);
    let of_ratio = |value: f64| ratio.map(|ratio| ratio.scaled(value / ratio.ratio));
    let misbehaving = || view.catalogue.misbehaving().filter(|w| w.applies_to(&runtime.name));
    let endless = misbehaving().find(|workload| workload.is_endless());
    let contained = view.passes(runtime, config, misbehaving(), notes);
    Row {
        name,
        version: view.version(runtime, config),
        passes: Some(passes),
        rank: None,
        ratio,
        frame_ms: record.and_then(|r| of_ratio(frame_mean(r, unit::NS)? / 1e6)),
        settled: record.and_then(|r| of_ratio(Part::Settled.ratio(r)?)),
        speed_notes,
        mean: view.mean(runtime, config),
        first_frame_ns: record.and_then(|r| phase_best(r, phase::FIRST_FRAME, unit::NS)),
        date: record.map(|r| r.date),
        endless_loop: match endless {
            Some(workload) => Some(view.cell(runtime, config, workload).containment()),
            None => Some(Outcome::NotApplicable.to_string()),
        },
        contained: (contained.all > 0).then_some(contained),
        ..cited_row(runtime)
    }
}

/// A system without a runner for this lane: only what is cited.
fn unmeasured_row<'a>(
    view: &View<'a>,
    runtime: &'a RuntimeEntry,
    notes: &mut Notes<'a>,
) -> Row<'a> {
    let reason = match &runtime.not_obtainable {
        Some(not) => {
            format!("`{}`: {} ({})", not.outcome, sentence(&not.reason), not.date)
        }
        None => format!("`{}`: no config has the target `{}`", Outcome::NotRun, view.lane.target()),
    };
    Row {
        cited_version: runtime.facts.version.as_deref(),
        why_not: vec![notes.mark(&reason, Name::runtime(runtime), None)],
        ..cited_row(runtime)
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
