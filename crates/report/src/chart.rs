//! Charts: rows of shapes over an axis. Where all that stands on the page is
//! the business of the template.

use badge_catalogue::{Config, Group, RuntimeEntry, Workload};
use badge_records::statistics::{Distribution, Estimate};
use badge_records::{Lane, phase};
use serde::Serialize;

use crate::FLAGSHIP;
use crate::badge::{FLASH_BYTES, RAM_BYTES, ram};
use crate::host::table_of;
use crate::number::{estimated, percent, significant};
use crate::scale::{Axis, AxisLine, LogScale};
use crate::templates::NONE;
use crate::view::{Name, Scale, View};

/// A chart of labelled rows over an axis.
#[derive(Serialize)]
pub(crate) struct Chart {
    pub(crate) title: String,
    pub(crate) legend: String,
    pub(crate) lines: Vec<AxisLine>,
    pub(crate) rows: Vec<ChartRow>,
}

#[derive(Serialize)]
pub(crate) struct ChartRow {
    pub(crate) label: String,
    /// The number at the right edge.
    pub(crate) value: String,
    pub(crate) shapes: Vec<Shape>,
}

/// A shape; places on the axis are 0 at the low end and 1 at the high end.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Shape {
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
    Ring {
        at: f64,
    },
}

fn name(runtime: &RuntimeEntry, config: &Config) -> String {
    Name::config(runtime, config).label()
}

/// The geometric mean of the times relative to native code as dots with their
/// intervals, the flagship as rings, fastest first: on a host one config of each
/// runtime, in the groups of the tables. `None` where no config has a ratio.
pub(crate) fn slowdown(view: &View<'_>) -> Option<Chart> {
    struct Dot {
        group: Option<Group>,
        label: String,
        mean: Option<Estimate>,
        ratio: Estimate,
    }
    let on_host = view.lane == Lane::Host;
    let shown = view.configs().filter(|(_, config)| !on_host || config.default);
    let dot = |(runtime, config): (&RuntimeEntry, &Config)| {
        let ratio = view.ratio(runtime, config, FLAGSHIP)?.ok()?;
        let group = runtime.facts.group.filter(|_| on_host).map(table_of);
        Some(Dot { group, label: name(runtime, config), mean: view.mean(runtime, config), ratio })
    };
    let mut dots: Vec<Dot> = shown.filter_map(dot).collect();
    let key = |dot: &Dot| dot.mean.unwrap_or(dot.ratio).ratio;
    dots.sort_by(|a, b| {
        let order = a.group.cmp(&b.group).then(key(a).total_cmp(&key(b)));
        order.then_with(|| a.label.cmp(&b.label))
    });
    let values = dots.iter().flat_map(|d| [Some(d.ratio.ratio), d.mean.map(|m| m.ratio)]).flatten();
    // Native code is 1; what is just below it needs no decade of its own.
    let scale = LogScale::covering(values.map(|v| if v > 0.9 { v.max(1.0) } else { v }))?;
    let axis = Axis::Logarithmic(scale);
    let mut rows: Vec<ChartRow> = Vec::new();
    let mut group = None;
    for Dot { group: of, label, mean, ratio } in dots {
        if of.is_some() && of != group {
            let label = of.map(|group| group_title(group).to_owned()).unwrap_or_default();
            rows.push(ChartRow { label, value: String::new(), shapes: Vec::new() });
            group = of;
        }
        let mut shapes = vec![Shape::Ring { at: axis.position(ratio.ratio) }];
        if let Some(mean) = mean {
            if mean.is_bounded() {
                let (from, to) = (axis.position(mean.low), axis.position(mean.high));
                shapes.push(Shape::Range { from, to });
            }
            shapes.push(Shape::Point { at: axis.position(mean.ratio) });
        }
        let value = mean.map_or_else(|| NONE.to_owned(), |mean| estimated(&mean));
        rows.push(ChartRow { label, value, shapes });
    }
    Some(Chart {
        title: format!("Time relative to native code, {}", lane_title(view.lane)),
        legend: format!(
            "dot, number: mean of six workloads; ring: {FLAGSHIP}; left is faster; logarithmic"
        ),
        lines: axis.lines(),
        rows,
    })
}

/// What the rows of a group are called.
fn group_title(group: Group) -> &'static str {
    match group {
        Group::Baseline | Group::Compiler => "COMPILERS",
        Group::Interpreter => "INTERPRETERS",
        Group::JavaScript => "JAVASCRIPT",
        Group::OtherLanguage => "OTHER LANGUAGES",
    }
}

/// The way to the first picture of the flagship in milliseconds, fastest first:
/// until the module is compiled, an instance is there, `start` has returned, and
/// the first frame is drawn. `None` where no config passes.
pub(crate) fn first_picture(view: &View<'_>) -> Option<Chart> {
    const PHASES: [&str; 4] = [phase::COMPILE, phase::INSTANTIATE, phase::START, phase::UPDATE];
    let Scale { unit, divisor, .. } = Scale::milliseconds(view.lane);
    let on_host = view.lane == Lane::Host;
    let shown = view.configs().filter(|(_, config)| !on_host || config.default);
    let mut rows: Vec<(String, Vec<f64>)> = shown
        .filter_map(|(runtime, config)| {
            let record = view.flagship(runtime, config)?.passed()?;
            let mut until = 0.0;
            let ends = PHASES.iter().map(|phase| {
                let samples = record.samples.get(phase, unit);
                let first =
                    if *phase == phase::UPDATE { samples.first() } else { samples.iter().min() };
                until += *first? as f64 / divisor;
                Some(until)
            });
            Some((name(runtime, config), ends.collect::<Option<Vec<f64>>>()?))
        })
        .collect();
    let last = |ends: &[f64]| ends.last().copied().unwrap_or_default();
    rows.sort_by(|a, b| last(&a.1).total_cmp(&last(&b.1)).then_with(|| a.0.cmp(&b.0)));
    let scale = LogScale::covering(rows.iter().flat_map(|(_, ends)| ends.iter().copied()))?;
    let axis = Axis::Logarithmic(scale);
    let row = |(label, ends): (String, Vec<f64>)| {
        let places: Vec<f64> = ends.iter().map(|end| axis.position(*end)).collect();
        let mut shapes: Vec<Shape> = places
            .windows(2)
            .zip(["1", "0.6", "0.3"])
            .map(|(part, opacity)| Shape::Bar {
                from: part[0],
                to: part[1],
                least: 0.0,
                opacity: Some(opacity),
            })
            .collect();
        shapes.extend(places.first().map(|at| Shape::Tick { at: *at }));
        shapes.extend(places.last().map(|at| Shape::Point { at: *at }));
        ChartRow { label, value: significant(last(&ends)), shapes }
    };
    Some(Chart {
        title: format!(
            "Milliseconds to the first picture of {FLAGSHIP}, {}",
            lane_title(view.lane)
        ),
        legend:
            "tick: compiled; then instance, start and first frame, from dark to light; dot: picture"
                .to_owned(),
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
        Lane::Host => "PC",
        Lane::Emulated => "emulated badge",
        Lane::Device => "badge",
    }
}
