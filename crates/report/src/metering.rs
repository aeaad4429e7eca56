//! What it costs to be able to stop a program: configs that bound a guest against the
//! same without a bound, from records of the same lane.

use badge_catalogue::{Config, RuntimeEntry};
use badge_records::statistics::{Estimate, mean_over_workloads, median, ratio_to_native};
use badge_records::{Lane, phase, unit};
use serde::Serialize;

use crate::Sources;
use crate::view::{Name, View};
use crate::{FLAGSHIP, shown_lanes};

#[derive(Serialize)]
pub(crate) struct MeteringPage<'a> {
    lanes: Vec<MeteredLane<'a>>,
}

#[derive(Serialize)]
struct MeteredLane<'a> {
    lane: Lane,
    rows: Vec<Row<'a>>,
}

/// A config that bounds its guests.
#[derive(Serialize)]
struct Row<'a> {
    name: Name<'a>,
    /// How it ends a guest.
    by: &'static str,
    /// The config without a bound.
    without: &'a str,
    flagship: Option<Estimate>,
    life: Option<Estimate>,
    /// The workload that is one tight loop.
    tight: Option<Estimate>,
    mean: Option<Estimate>,
    /// Units of fuel that the median frame of the flagship takes.
    units: Option<f64>,
    /// Why it may be faster than without.
    faster: Option<&'a str>,
}

/// `None` where no two such configs were measured.
pub(crate) fn page<'a>(sources: &Sources<'a>) -> Option<MeteringPage<'a>> {
    let Sources { catalogue, lanes, .. } = *sources;
    let of = |lane| {
        let view = View { catalogue, lanes, lane };
        let mut rows: Vec<Row<'a>> = catalogue
            .configs()
            .filter_map(|(runtime, config)| row(&view, runtime, config))
            .collect();
        rows.sort_by(|one, other| price_of(one).total_cmp(&price_of(other)));
        MeteredLane { lane, rows }
    };
    let lanes: Vec<MeteredLane<'a>> =
        shown_lanes(lanes).into_iter().map(of).filter(|lane| !lane.rows.is_empty()).collect();
    (!lanes.is_empty()).then_some(MeteringPage { lanes })
}

fn price_of(row: &Row<'_>) -> f64 {
    row.mean.as_ref().map_or(f64::INFINITY, |mean| mean.ratio)
}

fn row<'a>(view: &View<'a>, runtime: &'a RuntimeEntry, config: &'a Config) -> Option<Row<'a>> {
    let without = config.unbounded.as_deref()?;
    let record =
        |config: &str, workload: &str| view.lanes.get(view.lane, &runtime.name, config, workload);
    let price = |workload: &str| {
        let ratio = |config| ratio_to_native(record(config, workload)?, view.lane.unit()).ok();
        Some(quotient(&ratio(&config.name)?, &ratio(without)?))
    };
    let flagship = price(FLAGSHIP)?;
    let fuel = record(&config.name, FLAGSHIP)?.samples.get(phase::UPDATE, unit::FUEL);
    Some(Row {
        name: Name::config(runtime, config),
        by: if config.fuel.is_some() { "fuel" } else { "interrupt" },
        without,
        flagship: Some(flagship),
        life: price("life"),
        tight: price("mandelbrot"),
        mean: mean_over_workloads(price),
        units: median(fuel),
        faster: config.faster_bounded.as_deref(),
    })
}

/// The widest that the quotient of two estimates may be.
fn quotient(bounded: &Estimate, unbounded: &Estimate) -> Estimate {
    Estimate {
        ratio: bounded.ratio / unbounded.ratio,
        low: bounded.low / unbounded.high,
        high: bounded.high / unbounded.low,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_of_a_quotient_holds_those_of_both() {
        let bounded = Estimate { ratio: 3.0, low: 2.0, high: 4.0 };
        let unbounded = Estimate { ratio: 2.0, low: 1.0, high: 2.5 };
        let price = quotient(&bounded, &unbounded);
        assert!((price.ratio - 1.5).abs() < 1e-9);
        assert!((price.low - 0.8).abs() < 1e-9 && (price.high - 4.0).abs() < 1e-9);
    }
}
