//! What differs between two sets of records, in words.

use crate::store;
use crate::usage::Usage;
use crate::workspace::Workspace;
use anyhow::Result;
use badge_records::{Change, Changed, Changes, Lane, Lanes, Repeatability, changes};
use std::path::Path;

/// The records to compare with: of a directory such as `results/data`, or of a
/// commit.
///
/// # Errors
///
/// When it is neither, or has a file that is refused.
pub fn earlier(workspace: &Workspace, name: &str) -> Result<Lanes> {
    let dir = Path::new(name);
    if !dir.is_dir() {
        return store::lanes_of_commit(workspace, name);
    }
    let lanes = store::lanes_in(dir, "")?;
    if lanes.present().next().is_none() {
        let words = format!("{name} has no records: it needs directories such as host/");
        return Err(Usage::new(words).into());
    }
    Ok(lanes)
}

/// Every change in a line of its own, the largest first, and the sum of all.
#[must_use]
pub fn lines(before: &Lanes, after: &Lanes) -> Vec<String> {
    let found = changes(before, after);
    let mut changed: Vec<&Changed<'_>> = found.changed.iter().collect();
    changed.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let mut lines: Vec<String> = changed.into_iter().map(line).collect();
    lines.push(sum(&found));
    lines
}

/// How far apart the two are where the host lane was measured twice, in words.
#[must_use]
pub fn repeatability(said: &Repeatability) -> String {
    let percent = |ppm: u64| format!("{:.1} %", ppm as f64 / 1e4);
    format!(
        "{} cells without a mark differ by {} in the median, {} at p90, {} at most ({}); \
         {} are marked; {} geometric means without a mark differ by {} in the median, {} at p95",
        said.cells,
        percent(said.median_ppm),
        percent(said.p90_ppm),
        percent(said.largest_ppm),
        said.largest,
        said.marked,
        said.means,
        percent(said.means_median_ppm),
        percent(said.means_p95_ppm)
    )
}

/// Changes of outcome stand before changes of ratio.
fn size(changed: &Changed<'_>) -> f64 {
    match changed.change {
        Change::Ratio { before, after } => (after.ratio / before.ratio).ln().abs(),
        Change::New(_) => f64::MAX / 2.0,
        Change::Outcome { .. } | Change::Gone(_) => f64::MAX,
    }
}

fn line(changed: &Changed<'_>) -> String {
    let Changed { lane, record, change } = changed;
    let cell = format!("{}/{} on {}", record.runtime, record.config, record.workload);
    let word = match changed.is_better() {
        Some(true) => "better",
        Some(false) => "worse",
        None => "",
    };
    let what = match change {
        Change::New(outcome) => format!("new     {outcome}"),
        Change::Gone(outcome) => format!("gone    {outcome}"),
        Change::Outcome { before, after } => format!("{word:<7} {before} → {after}"),
        Change::Ratio { before, after } => {
            let percent = (after.ratio / before.ratio - 1.0) * 100.0;
            format!("{word:<7} {:.3} → {:.3} × native, {percent:+.1} %", before.ratio, after.ratio)
        }
    };
    format!("{lane:<9}{cell:<44} {what}")
}

fn sum(found: &Changes<'_>) -> String {
    let count = |wanted: Option<bool>| {
        let compared = |c: &&Changed<'_>| !matches!(c.change, Change::New(_) | Change::Gone(_));
        found.changed.iter().filter(compared).filter(|c| c.is_better() == wanted).count()
    };
    let new = found.changed.iter().filter(|c| matches!(c.change, Change::New(_))).count();
    let gone = found.changed.iter().filter(|c| matches!(c.change, Change::Gone(_))).count();
    let mut sum = format!(
        "{} better, {} worse, {} with another failure, {new} new, {gone} gone; {} differ by no \
         more than their intervals",
        count(Some(true)),
        count(Some(false)),
        count(None),
        found.within
    );
    if found.elsewhere > 0 {
        sum.push_str(&format!(
            "; {} were measured on another machine and are not compared",
            found.elsewhere
        ));
    }
    sum
}

/// How far apart the host lane of both is, where it was measured twice.
#[must_use]
pub fn measured_twice(before: &Lanes, after: &Lanes) -> Option<Repeatability> {
    before.records(Lane::Host).next()?;
    Repeatability::of(before, after)
}
