//! What differs between two sets of records, and by how much two measurements
//! of the same cells lie apart.

use std::collections::BTreeSet;

use badge_catalogue::{Catalogue, Config, Date, FileError, Outcome, RuntimeEntry};
use serde::{Deserialize, Serialize};

use crate::statistics::{Estimate, mean_over_workloads, percentile, ratio_to_native};
use crate::{Lane, Lanes, Record};

/// What became of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// It had no record before.
    New(Outcome),
    /// It has none any more.
    Gone(Outcome),
    Outcome {
        before: Outcome,
        after: Outcome,
    },
    /// Its ratio to native code is another one, beyond both intervals.
    Ratio {
        before: Estimate,
        after: Estimate,
    },
}

/// A cell that changed.
#[derive(Debug, Clone, Copy)]
pub struct Changed<'a> {
    pub lane: Lane,
    /// The new record, or the old one of a cell that has none any more.
    pub record: &'a Record,
    pub change: Change,
}

impl Changed<'_> {
    /// Whether it is better than before; `None` where there is nothing to compare.
    pub fn is_better(&self) -> Option<bool> {
        match self.change {
            Change::New(_) | Change::Gone(_) => None,
            Change::Outcome { before: Outcome::Pass, .. } => Some(false),
            Change::Outcome { after, .. } => (after == Outcome::Pass).then_some(true),
            Change::Ratio { before, after } => Some(after.ratio < before.ratio),
        }
    }
}

/// All that differs.
#[derive(Debug, Default)]
pub struct Changes<'a> {
    pub changed: Vec<Changed<'a>>,
    /// Ratios that differ by no more than their intervals.
    pub within: usize,
    /// Cells that were measured on another machine before, whose ratios say
    /// nothing about each other.
    pub elsewhere: usize,
}

/// What differs between two sets of records.
pub fn changes<'a>(before: &'a Lanes, after: &'a Lanes) -> Changes<'a> {
    let mut found = Changes::default();
    for &lane in Lane::ALL {
        for record in after.records(lane) {
            let change = match of_same_cell(before, lane, record) {
                None => Some(Change::New(record.outcome)),
                Some(old) => compare(lane, old, record, &mut found),
            };
            found.changed.extend(change.map(|change| Changed { lane, record, change }));
        }
        let gone = before.records(lane).filter(|old| of_same_cell(after, lane, old).is_none());
        found.changed.extend(gone.map(|record| {
            let change = Change::Gone(record.outcome);
            Changed { lane, record, change }
        }));
    }
    found
}

fn of_same_cell<'a>(lanes: &'a Lanes, lane: Lane, record: &Record) -> Option<&'a Record> {
    lanes.get(lane, &record.runtime, &record.config, &record.workload)
}

fn compare(lane: Lane, old: &Record, new: &Record, found: &mut Changes<'_>) -> Option<Change> {
    if old.outcome != new.outcome {
        return Some(Change::Outcome { before: old.outcome, after: new.outcome });
    }
    let ratio = |record| ratio_to_native(record, lane.unit()).ok();
    let (before, after) = (ratio(old)?, ratio(new)?);
    if before == after {
        return None;
    }
    if old.machine != new.machine {
        found.elsewhere += 1;
        return None;
    }
    if before.overlaps(&after) {
        found.within += 1;
        return None;
    }
    Some(Change::Ratio { before, after })
}

/// How far two measurements of the host lane lie apart, each in full: the content
/// of `results/data/repeatability.json`. Differences are in millionths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeatability {
    /// Cells with a ratio in both that neither marks as unsteady.
    pub cells: usize,
    /// Cells that at least one of them marks.
    pub marked: usize,
    pub median_ppm: u64,
    pub p90_ppm: u64,
    pub largest_ppm: u64,
    /// Which cell that is.
    pub largest: String,
    /// Configs with a geometric mean in both.
    pub means: usize,
    pub means_median_ppm: u64,
    pub means_p95_ppm: u64,
    /// Identifier of the machine.
    pub machine: String,
    /// Day of the later one.
    pub date: Date,
}

/// The file, as messages name it.
const FILE: &str = "results/data/repeatability.json";

impl Repeatability {
    /// Compares two measurements of the host lane; `None` where they have no cell
    /// in common that was measured twice on one machine.
    pub fn of(before: &Lanes, after: &Lanes) -> Option<Self> {
        let mut apart = Vec::new();
        let mut marked = 0;
        let mut newest: Option<&Record> = None;
        for record in after.records(Lane::Host) {
            let old = of_same_cell(before, Lane::Host, record);
            let Some(old) = old.filter(|old| is_second(old, record)) else {
                continue;
            };
            let ratio = |record| ratio_to_native(record, Lane::Host.unit()).ok();
            let (Some(a), Some(b)) = (ratio(old), ratio(record)) else {
                continue;
            };
            newest = newest.into_iter().chain([record]).max_by_key(|record| record.date);
            if a.is_unsteady() || b.is_unsteady() {
                marked += 1;
            } else {
                apart.push((ppm(a.ratio, b.ratio), record));
            }
        }
        let newest = newest?;
        let differences: Vec<u64> = apart.iter().map(|(difference, _)| *difference).collect();
        let (largest_ppm, worst) = apart.iter().max_by_key(|(difference, _)| *difference)?;
        let configs: BTreeSet<(&str, &str)> =
            apart.iter().map(|(_, r)| (r.runtime.as_str(), r.config.as_str())).collect();
        let means: Vec<u64> = configs
            .iter()
            .filter_map(|(runtime, config)| {
                let mean = |lanes: &Lanes| {
                    mean_over_workloads(|workload| {
                        let record = lanes.get(Lane::Host, runtime, config, workload)?;
                        ratio_to_native(record, Lane::Host.unit()).ok()
                    })
                };
                let (a, b) = (mean(before)?, mean(after)?);
                let is_marked = a.is_unsteady() || b.is_unsteady();
                (!is_marked).then(|| ppm(a.ratio, b.ratio))
            })
            .collect();
        Some(Repeatability {
            cells: apart.len(),
            marked,
            median_ppm: percentile(&differences, 50)?,
            p90_ppm: percentile(&differences, 90)?,
            largest_ppm: *largest_ppm,
            largest: format!("{}/{} on {}", worst.runtime, worst.config, worst.workload),
            means: means.len(),
            means_median_ppm: percentile(&means, 50).unwrap_or(0),
            means_p95_ppm: percentile(&means, 95).unwrap_or(0),
            machine: newest.machine.clone()?,
            date: newest.date,
        })
    }

    /// Reads the file.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        serde_json::from_str(text).map_err(|error| FileError::new(FILE, None, "", error))
    }

    /// The text of the file.
    pub fn format(&self) -> Result<String, FileError> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| FileError::new(FILE, None, "", error))?;
        Ok(text + "\n")
    }
}

/// Whether a record is a second measurement of the same on the same machine.
fn is_second(old: &Record, new: &Record) -> bool {
    let session = |record: &Record| record.baseline.as_ref().map(|b| b.session.clone());
    old.machine == new.machine && session(old) != session(new)
}

/// How far two ratios lie apart, in millionths of the smaller one.
fn ppm(a: f64, b: f64) -> u64 {
    ((a.max(b) / a.min(b) - 1.0) * 1e6).round() as u64
}

/// A cell whose config bounds its guests and is faster than the same config that
/// does not, beyond both intervals: against sense, unless a reason is declared.
#[derive(Debug, Clone, Copy)]
pub struct FasterBounded<'a> {
    pub runtime: &'a RuntimeEntry,
    pub config: &'a Config,
    pub workload: &'a str,
    pub bounded: Estimate,
    pub unbounded: Estimate,
}

/// The cells of a lane that are faster with a bound, declared or not.
pub fn faster_bounded<'a>(
    catalogue: &'a Catalogue,
    lanes: &'a Lanes,
    lane: Lane,
) -> Vec<FasterBounded<'a>> {
    let mut found = Vec::new();
    for (runtime, config) in catalogue.configs() {
        let Some(unbounded) = &config.unbounded else {
            continue;
        };
        for workload in &catalogue.workloads {
            let ratio = |config: &str| {
                let record = lanes.get(lane, &runtime.name, config, &workload.name)?;
                ratio_to_native(record, lane.unit()).ok()
            };
            let (Some(bounded), Some(unbounded)) = (ratio(&config.name), ratio(unbounded)) else {
                continue;
            };
            if bounded.is_below(&unbounded) {
                let workload = &workload.name;
                found.push(FasterBounded { runtime, config, workload, bounded, unbounded });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_lines;

    /// A cell whose frames take `ratio` millionths of a second where native code
    /// takes 1 ms, with an interval of so many per cent.
    fn line(workload: &str, session: &str, ratio: u64, percent: u64) -> String {
        let (low, high) = (ratio * (100 - percent) / 100, ratio * (100 + percent) / 100);
        format!(
            r#"{{"runtime":"a","config":"b","workload":"{workload}","target":"host","outcome":"pass","provenance":"measured","frames":1,"samples":{{"update":{{"ns":[{ratio}]}}}},"baseline":{{"session":"{session}","frames":1,"paired":{{"pairs":5,"update":[1000000],"update_min":[1000000],"update_median":[1000000],"low_ppm":{low},"high_ppm":{high}}}}},"machine":"m","date":"2026-01-01"}}"#
        ) + "\n"
    }

    fn lanes(lines: &[String]) -> Lanes {
        let mut lanes = Lanes::default();
        let records = parse_lines("a.jsonl", &lines.concat()).unwrap();
        lanes.insert(Lane::Host, "a.jsonl", records).unwrap();
        lanes
    }

    #[test]
    fn only_what_exceeds_both_intervals_has_changed() {
        let before = lanes(&[
            line("life", "1", 3_000_000, 2),
            line("noop", "1", 3_000_000, 2),
            line("spin", "1", 3_000_000, 2),
        ]);
        let after = lanes(&[
            line("badge", "2", 1_000_000, 1),
            line("life", "2", 3_090_000, 2),
            line("noop", "2", 3_300_000, 2),
        ]);
        let found = changes(&before, &after);
        assert_eq!((found.within, found.elsewhere), (1, 0));
        let said: Vec<_> =
            found.changed.iter().map(|c| (c.record.workload.as_str(), c.is_better())).collect();
        assert_eq!(said, [("badge", None), ("noop", Some(false)), ("spin", None)]);
        assert!(matches!(found.changed[1].change, Change::Ratio { .. }));
        assert!(matches!(found.changed[2].change, Change::Gone(Outcome::Pass)));
    }

    #[test]
    fn another_machine_says_nothing_about_a_ratio() {
        let before = lanes(&[line("life", "1", 3_000_000, 1)]);
        let after = lanes(&[line("life", "2", 4_000_000, 1).replace("\"m\"", "\"n\"")]);
        let found = changes(&before, &after);
        assert_eq!((found.changed.len(), found.elsewhere), (0, 1));
        assert_eq!(Repeatability::of(&before, &after), None);
    }

    #[test]
    fn marked_cells_do_not_count_as_repeatable() {
        let before = lanes(&[
            line("badge", "1", 2_000_000, 1),
            line("life", "1", 3_000_000, 1),
            line("noop", "1", 3_000_000, 9),
        ]);
        let after = lanes(&[
            line("badge", "2", 2_000_000, 1),
            line("life", "2", 3_030_000, 1),
            line("noop", "2", 6_000_000, 1),
        ]);
        let said = Repeatability::of(&before, &after).unwrap();
        assert_eq!((said.cells, said.marked, said.largest_ppm), (2, 1, 10_000));
        assert_eq!(said.largest, "a/b on life");
        assert_eq!(Repeatability::parse(&said.format().unwrap()), Ok(said));
        assert_eq!(Repeatability::of(&before, &before), None, "one session is no repetition");
    }
}
