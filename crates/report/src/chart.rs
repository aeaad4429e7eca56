//! Charts: rows of shapes over an axis. Where all that stands on the page is
//! the business of the template.

use badge_catalogue::{Config, RuntimeEntry, Workload};
use badge_records::statistics::Distribution;
use badge_records::{Lane, phase};
use serde::Serialize;

use crate::FLAGSHIP;
use crate::badge::{FLASH_BYTES, RAM_BYTES, ram};
use crate::number::{percent, significant};
use crate::scale::{Axis, AxisLine, LogScale};
use crate::view::{Scale, View};

/// A chart of labelled rows over an axis.
#[derive(Serialize)]
pub(crate) struct Chart {
    title: String,
    legend: String,
    lines: Vec<AxisLine>,
    rows: Vec<ChartRow>,
}

#[derive(Serialize)]
struct ChartRow {
    label: String,
    /// The number at the right edge.
    value: String,
    shapes: Vec<Shape>,
}

/// A shape; places on the axis are 0 at the low end and 1 at the high end.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Shape {
    /// A bar at least so many pixels wide.
    Bar {
        from: f64,
        to: f64,
        least: f64,
        opacity: Option<&'static str>,
    },
    Range {
        from: f64,
        to: f64,
    },
    Tick {
        at: f64,
    },
    Point {
        at: f64,
    },
}

fn name(runtime: &RuntimeEntry, config: &Config) -> String {
    format!("{}/{}", runtime.name, config.name)
}

/// Bars of the time on the flagship relative to native code, with the geometric
/// mean as a point, fastest first. `None` where no config has a ratio.
pub(crate) fn slowdown(view: &View<'_>) -> Option<Chart> {
    let mut rows: Vec<(String, f64, Option<f64>)> = view
        .configs()
        .filter_map(|(r, c)| {
            let ratio = view.ratio(r, c, FLAGSHIP)?.ok()?;
            Some((name(r, c), ratio.ratio, view.mean(r, c).map(|mean| mean.ratio)))
        })
        .collect();
    rows.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    let values = rows.iter().flat_map(|(_, ratio, mean)| [Some(*ratio), *mean]).flatten();
    // Native code is 1; measuring noise just below it needs no decade of its own.
    let scale = LogScale::covering(values.map(|v| if v > 0.9 { v.max(1.0) } else { v }))?;
    let axis = Axis::Logarithmic(scale);
    let row = |(label, ratio, mean): (String, f64, Option<f64>)| {
        let (from, to) = (axis.position(0.0), axis.position(ratio));
        let mut shapes = vec![Shape::Bar { from, to, least: 1.0, opacity: None }];
        shapes.extend(mean.map(|mean| Shape::Point { at: axis.position(mean) }));
        ChartRow { label, value: significant(ratio), shapes }
    };
    Some(Chart {
        title: format!("Time relative to native code, {}", lane_title(view.lane)),
        legend: format!("bar: {FLAGSHIP}; point: geometric mean; lower is faster; logarithmic"),
        lines: axis.lines(),
        rows: rows.into_iter().map(row).collect(),
    })
}

/// Ranges of the frame times of one workload: thick from the median to p95,
/// thin to p99, a tick at the slowest frame. `None` where no config passes.
pub(crate) fn frame_times(view: &View<'_>, workload: &Workload) -> Option<Chart> {
    let Scale { unit, divisor, title } = Scale::of(view.lane);
    let mut rows: Vec<(String, Distribution)> = view
        .configs()
        .filter_map(|(r, c)| {
            let record = view.cell(r, c, workload).passed()?;
            Some((name(r, c), Distribution::of(record.samples.get(phase::UPDATE, unit))?))
        })
        .collect();
    rows.sort_by(|a, b| (a.1.p50, &a.0).cmp(&(b.1.p50, &b.0)));
    let shown = |ticks: u64| ticks as f64 / divisor;
    let scale = LogScale::covering(rows.iter().flat_map(|(_, d)| [shown(d.p50), shown(d.max)]))?;
    let axis = Axis::Logarithmic(scale);
    let row = |(label, d): (String, Distribution)| {
        let [p50, p95, p99, max] =
            [d.p50, d.p95, d.p99, d.max].map(|ticks| axis.position(shown(ticks)));
        let shapes = vec![
            Shape::Range { from: p50, to: p99 },
            Shape::Bar { from: p50, to: p95, least: 3.0, opacity: None },
            Shape::Tick { at: max },
        ];
        ChartRow { label, value: significant(shown(d.p50)), shapes }
    };
    Some(Chart {
        title: format!("Frame times of {}, {title}, {}", workload.name, lane_title(view.lane)),
        legend: "block: median to p95; line: to p99; tick: slowest; number: median; logarithmic"
            .to_owned(),
        lines: axis.lines(),
        rows: rows.into_iter().map(row).collect(),
    })
}

/// Bars of flash and RAM of every config whose image is known; `None` on a
/// host, and where no image is known.
pub(crate) fn memory(view: &View<'_>) -> Option<Chart> {
    if view.lane == Lane::Host {
        return None;
    }
    let share = |bytes: Option<u64>, budget: u64| bytes.unwrap_or(0) as f64 / budget as f64;
    let mut rows: Vec<(String, Vec<f64>)> = Vec::new();
    for (runtime, config) in view.configs() {
        let record = view.flagship(runtime, config).and_then(|cell| cell.record);
        let memory = record.map(|record| record.memory).unwrap_or_default();
        let name = name(runtime, config);
        if memory.flash_bytes.is_some() {
            rows.push((format!("{name} flash"), vec![share(memory.flash_bytes, FLASH_BYTES)]));
        }
        if ram(&memory).is_some() {
            let parts = [memory.static_ram_bytes, memory.heap_peak_bytes, memory.stack_bytes];
            rows.push((format!("{name} RAM"), parts.map(|part| share(part, RAM_BYTES)).into()));
        }
    }
    let most = rows.iter().map(|(_, parts)| parts.iter().sum::<f64>()).reduce(f64::max)?;
    // Room behind 100 % shows that something is over.
    let axis = Axis::Shares(most.max(1.0));
    let row = |(label, parts): (String, Vec<f64>)| {
        let mut before = 0.0;
        let mut shapes = Vec::new();
        for (share, opacity) in parts.iter().zip(["1", "0.6", "0.3"]) {
            let (from, to) = (axis.position(before), axis.position(before + share));
            shapes.push(Shape::Bar { from, to, least: 0.5, opacity: Some(opacity) });
            before += share;
        }
        ChartRow { label, value: format!("{} %", percent(before)), shapes }
    };
    Some(Chart {
        title: "Flash and RAM of the badge".to_owned(),
        legend: format!(
            "per cent of the budget, {FLAGSHIP}; RAM: static, heap, stack, from dark to light"
        ),
        lines: axis.lines(),
        rows: rows.into_iter().map(row).collect(),
    })
}

fn lane_title(lane: Lane) -> &'static str {
    match lane {
        Lane::Host => "host",
        Lane::Emulated => "emulated badge",
        Lane::Device => "badge",
    }
}
