//! The cartridges: which runtime plays those of this repository, how fast, and what
//! they leave of a badge; and how many of other collections run.

use std::collections::BTreeSet;

use badge_catalogue::{Catalogue, Outcome, Target};
use badge_records::{CartridgeRecord, CartridgeRecords, CollectionRecord, CollectionRecords};
use serde::Serialize;

use crate::view::Name;

/// Nanoseconds of a tick: a console updates sixty times a second.
const TICK_NS: f64 = 1e9 / 60.0;

#[derive(Serialize)]
pub(crate) struct CartridgePage<'a> {
    /// The cartridges, in the order of the columns.
    cartridges: Vec<Cartridge<'a>>,
    /// Ticks of a run.
    ticks: u32,
    badge: Vec<Row<'a>>,
    host: Vec<Row<'a>>,
    /// The cartridges that the means are over, on the badge and on the host.
    badge_mean_over: Vec<&'a str>,
    host_mean_over: Vec<&'a str>,
    /// What does not run, on the badge and on the host.
    badge_failures: Vec<Failure<'a>>,
    host_failures: Vec<Failure<'a>>,
    collections: Vec<Collection<'a>>,
}

#[derive(Serialize)]
struct Cartridge<'a> {
    name: &'a str,
    bytes: u64,
}

/// One config.
#[derive(Serialize)]
struct Row<'a> {
    name: Name<'a>,
    passes: usize,
    /// Geometric mean of the mean updates of those cartridges that the mean is over,
    /// where all of them pass.
    mean_ns: Option<f64>,
    /// Its share of a tick.
    of_tick: Option<f64>,
    /// The mean update of each cartridge.
    cells: Vec<Option<f64>>,
    longest_ns: Option<u64>,
    first_ns: Option<u64>,
    /// Pictures a second of the slowest cartridge.
    slowest_rate: Option<f64>,
    heap_bytes: Option<u64>,
    heap_left_bytes: Option<u64>,
    flash_left_bytes: Option<u64>,
    largest_bytes: Option<u64>,
}

#[derive(Serialize)]
struct Failure<'a> {
    name: Name<'a>,
    cartridges: Vec<&'a str>,
    outcome: Outcome,
    reason: &'a str,
}

/// Cartridges of other people.
#[derive(Serialize)]
struct Collection<'a> {
    title: &'a str,
    on_badge: bool,
    count: u32,
    ticks: u32,
    date: String,
    rows: Vec<CollectionRow<'a>>,
}

#[derive(Serialize)]
struct CollectionRow<'a> {
    name: Name<'a>,
    record: &'a CollectionRecord,
    /// How many failed, by outcome.
    failed: String,
}

/// `None` where nothing was played.
pub(crate) fn page<'a>(
    catalogue: &'a Catalogue,
    records: &'a CartridgeRecords,
    collections: &'a CollectionRecords,
) -> Option<CartridgePage<'a>> {
    let all = || Target::ALL.iter().flat_map(|&target| records.of(target));
    let names: BTreeSet<&str> = all().map(|record| record.cartridge.as_str()).collect();
    let bytes = |name: &str| {
        let of = all().filter(|record| record.cartridge == name);
        of.map(|record| record.module_bytes).max().unwrap_or_default()
    };
    let cartridges: Vec<Cartridge<'_>> =
        names.iter().map(|name| Cartridge { name, bytes: bytes(name) }).collect();
    let over = |target| mean_over(records, target, &cartridges);
    let on = |target| rows(catalogue, records, target, &cartridges, &over(target));
    let failing = |target| failures(catalogue, records, target);
    Some(CartridgePage {
        ticks: all().map(|record| record.ticks).max()?,
        badge: on(Target::Pybadge),
        host: on(Target::Host),
        badge_mean_over: over(Target::Pybadge),
        host_mean_over: over(Target::Host),
        badge_failures: failing(Target::Pybadge),
        host_failures: failing(Target::Host),
        collections: of_others(catalogue, collections),
        cartridges,
    })
}

/// Configs with the records of one target.
fn configs<'a>(
    catalogue: &'a Catalogue,
    records: &'a CartridgeRecords,
    target: Target,
) -> Vec<(Name<'a>, Vec<&'a CartridgeRecord>)> {
    let configs = catalogue
        .runtimes
        .iter()
        .flat_map(|runtime| runtime.configs_default_first().map(move |config| (runtime, config)));
    let of =
        |(runtime, config): (&'a badge_catalogue::RuntimeEntry, &'a badge_catalogue::Config)| {
            let is_of = |r: &&CartridgeRecord| r.runtime == runtime.name && r.config == config.name;
            (Name::config(runtime, config), records.of(target).filter(is_of).collect::<Vec<_>>())
        };
    configs.map(of).filter(|(_, records)| !records.is_empty()).collect()
}

/// The cartridges that at least half of the configs play that play any: one that is
/// too large for most would leave nearly all of them without a mean.
fn mean_over<'a>(
    records: &CartridgeRecords,
    target: Target,
    cartridges: &[Cartridge<'a>],
) -> Vec<&'a str> {
    let passing = || records.of(target).filter(|record| record.outcome == Outcome::Pass);
    let config = |record: &'_ CartridgeRecord| (record.runtime.clone(), record.config.clone());
    let players = passing().map(config).collect::<BTreeSet<_>>().len();
    let plays = |name: &str| passing().filter(|record| record.cartridge == name).count();
    let names = cartridges.iter().map(|cartridge| cartridge.name);
    names.filter(|name| players > 0 && 2 * plays(name) >= players).collect()
}

/// The fastest first; who does not play all that the mean is over comes last.
fn rows<'a>(
    catalogue: &'a Catalogue,
    records: &'a CartridgeRecords,
    target: Target,
    cartridges: &[Cartridge<'a>],
    mean_over: &[&str],
) -> Vec<Row<'a>> {
    let row = |(name, records): (Name<'a>, Vec<&'a CartridgeRecord>)| {
        let of = |cartridge: &Cartridge<'_>| {
            records.iter().find(|record| record.cartridge == cartridge.name)?.update_ns()
        };
        let cells: Vec<Option<f64>> = cartridges.iter().map(of).collect();
        let mean = |known: Vec<f64>| {
            let logarithms: f64 = known.iter().map(|ns| ns.ln()).sum();
            (logarithms / known.len() as f64).exp()
        };
        let counted = cartridges.iter().zip(&cells).filter(|(c, _)| mean_over.contains(&c.name));
        let known = counted.map(|(_, ns)| *ns).collect::<Option<Vec<f64>>>();
        let mean_ns = known.filter(|known| !known.is_empty()).map(mean);
        let times = || records.iter().filter_map(|record| record.times.as_ref());
        let rooms = || records.iter().filter_map(|record| record.room.as_ref());
        let passing = || records.iter().filter(|record| record.outcome == Outcome::Pass);
        Row {
            name,
            passes: passing().count(),
            mean_ns,
            of_tick: mean_ns.map(|ns| ns / TICK_NS),
            cells,
            longest_ns: times().map(|times| times.longest_ns).max(),
            first_ns: times().map(|times| times.first_ns).max(),
            slowest_rate: times().filter_map(|t| t.shown_ns).max().map(|ns| 1e9 / ns as f64),
            heap_bytes: rooms().map(|room| room.heap_bytes).max(),
            heap_left_bytes: rooms().map(|room| room.heap_left_bytes).min(),
            flash_left_bytes: rooms().map(|room| room.flash_left_bytes).min(),
            largest_bytes: passing().map(|record| record.module_bytes).max(),
        }
    };
    let mut rows: Vec<Row<'a>> = configs(catalogue, records, target).into_iter().map(row).collect();
    rows.sort_by(|one, other| {
        let time = |row: &Row<'_>| row.mean_ns.unwrap_or(f64::INFINITY);
        time(one).total_cmp(&time(other)).then(other.passes.cmp(&one.passes))
    });
    rows
}

/// What does not pass, each reason once for all cartridges of a config.
fn failures<'a>(
    catalogue: &'a Catalogue,
    records: &'a CartridgeRecords,
    target: Target,
) -> Vec<Failure<'a>> {
    let mut found: Vec<Failure<'a>> = Vec::new();
    for (name, records) in configs(catalogue, records, target) {
        for record in records.into_iter().filter(|record| record.outcome != Outcome::Pass) {
            let reason = record.detail.as_deref().unwrap_or_default();
            let same = |failure: &&mut Failure<'_>| {
                failure.name == name
                    && failure.outcome == record.outcome
                    && failure.reason == reason
            };
            match found.iter_mut().find(same) {
                Some(failure) => failure.cartridges.push(&record.cartridge),
                None => found.push(Failure {
                    name,
                    cartridges: vec![&record.cartridge],
                    outcome: record.outcome,
                    reason,
                }),
            }
        }
    }
    found
}

fn of_others<'a>(
    catalogue: &'a Catalogue,
    collections: &'a CollectionRecords,
) -> Vec<Collection<'a>> {
    let mut found: Vec<Collection<'a>> = Vec::new();
    for record in collections.iter() {
        let runtime = catalogue.runtime(&record.runtime);
        let known = runtime.and_then(|runtime| Some((runtime, runtime.config(&record.config)?)));
        let Some((runtime, config)) = known else {
            continue;
        };
        let failed = record.failed.iter().map(|(outcome, count)| format!("{count} {outcome}"));
        let failed = failed.collect::<Vec<_>>().join(", ");
        let row = CollectionRow { name: Name::config(runtime, config), record, failed };
        let on_badge = record.target == Target::Pybadge;
        let same = |other: &&mut Collection<'_>| {
            (other.title, other.on_badge, other.ticks)
                == (record.collection.as_str(), on_badge, record.ticks)
        };
        match found.iter_mut().find(same) {
            Some(collection) => collection.rows.push(row),
            None => found.push(Collection {
                title: &record.collection,
                on_badge,
                count: record.cartridges,
                ticks: record.ticks,
                date: record.date.to_string(),
                rows: vec![row],
            }),
        }
    }
    for collection in &mut found {
        collection.rows.sort_by_key(|row| std::cmp::Reverse(row.record.ran));
    }
    found
}
