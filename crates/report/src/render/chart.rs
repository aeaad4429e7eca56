//! Charts as SVG, legible on white and on black, the same bytes every time.

mod canvas;
mod scale;

use svg::node::element::{Circle, Line, Rectangle};

use super::FLAGSHIP;
use super::cell::View;
use super::number::{percent, significant};
use crate::catalogue::Workload;
use crate::record::{Lane, phase};
use crate::statistics::Distribution;
use canvas::{Canvas, ROW};
use scale::{Axis, LogScale};

/// Height of a bar, in pixels.
const BAR: f64 = 12.0;

/// Bars of the time on the flagship relative to native code, with the geometric
/// mean as a point, fastest first. `None` where no config has a ratio.
pub(super) fn slowdown(view: &View<'_>) -> Option<String> {
    let mut rows: Vec<(String, f64, Option<f64>)> = view
        .configs()
        .filter_map(|(r, c)| {
            let ratio = view.ratio(r, c, FLAGSHIP)?.ok()?;
            Some((format!("{}/{}", r.name, c.name), ratio, view.mean(r, c).ok()))
        })
        .collect();
    rows.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    let values = rows.iter().flat_map(|(_, ratio, mean)| [Some(*ratio), *mean]).flatten();
    // Native code is 1; measuring noise just below it needs no decade of its own.
    let scale = LogScale::covering(values.map(|v| if v > 0.9 { v.max(1.0) } else { v }))?;
    let title = format!("Time relative to native code, {}", lane_title(view.lane));
    let legend = format!("bar: {FLAGSHIP}; point: geometric mean; lower is faster; logarithmic");
    let mut canvas = Canvas::new(&title, &legend, rows.len(), scale);
    for (i, (name, ratio, mean)) in rows.iter().enumerate() {
        canvas.label(i, name);
        let (from, to) = (canvas.x(0.0), canvas.x(*ratio));
        let y = canvas.middle(i);
        canvas.add(
            Rectangle::new()
                .set("class", "bar")
                .set("x", px(from))
                .set("y", px(y - BAR / 2.0))
                .set("width", px((to - from).max(1.0)))
                .set("height", px(BAR)),
        );
        if let Some(mean) = mean {
            let point = Circle::new().set("class", "point").set("r", 4).set("cy", px(y));
            let x = canvas.x(*mean);
            canvas.add(point.set("cx", px(x)));
        }
        canvas.value(i, &significant(*ratio));
    }
    Some(canvas.finish())
}

/// Ranges of the frame times of one workload: thick from the median to p95,
/// thin to p99, a tick at the slowest frame. `None` where no config passes.
pub(super) fn frame_times(view: &View<'_>, workload: &Workload) -> Option<String> {
    let (divisor, unit_title) = match view.lane {
        Lane::Host => (1e6, "ms"),
        Lane::Emulated => (1e3, "thousand instructions"),
        Lane::Device => (1e3, "thousand cycles"),
    };
    let mut rows: Vec<(String, Distribution)> = view
        .configs()
        .filter_map(|(r, c)| {
            let record = view.cell(r, c, workload).passed()?;
            let updates = record.samples.get(phase::UPDATE, view.lane.unit());
            Some((format!("{}/{}", r.name, c.name), Distribution::of(updates)?))
        })
        .collect();
    rows.sort_by(|a, b| (a.1.p50, &a.0).cmp(&(b.1.p50, &b.0)));
    let shown = |ticks: u64| ticks as f64 / divisor;
    let scale = LogScale::covering(rows.iter().flat_map(|(_, d)| [shown(d.p50), shown(d.max)]))?;
    let title =
        format!("Frame times of {}, {unit_title}, {}", workload.name, lane_title(view.lane));
    let legend = "block: median to p95; line: to p99; tick: slowest; number: median; logarithmic";
    let mut canvas = Canvas::new(&title, legend, rows.len(), scale);
    for (i, (name, d)) in rows.iter().enumerate() {
        canvas.label(i, name);
        let y = canvas.middle(i);
        let [p50, p95, p99, max] = [d.p50, d.p95, d.p99, d.max].map(|ticks| canvas.x(shown(ticks)));
        canvas.add(
            Line::new()
                .set("class", "whisker")
                .set("x1", px(p50))
                .set("x2", px(p99))
                .set("y1", px(y))
                .set("y2", px(y)),
        );
        canvas.add(
            Rectangle::new()
                .set("class", "bar")
                .set("x", px(p50))
                .set("y", px(y - BAR / 2.0))
                .set("width", px((p95 - p50).max(3.0)))
                .set("height", px(BAR)),
        );
        canvas.add(
            Line::new()
                .set("class", "whisker")
                .set("x1", px(max))
                .set("x2", px(max))
                .set("y1", px(y - ROW / 4.0))
                .set("y2", px(y + ROW / 4.0)),
        );
        canvas.value(i, &significant(shown(d.p50)));
    }
    Some(canvas.finish())
}

/// How a part of a bar looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Full.
    First,
    /// Lighter.
    Second,
    /// Lightest.
    Third,
}

/// A bar of parts, each a share of 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Share {
    pub(super) name: String,
    pub(super) parts: Vec<(Part, f64)>,
}

/// Bars of shares, their sums at the edge. `None` without a row.
pub(super) fn shares(title: &str, legend: &str, rows: &[Share]) -> Option<String> {
    let sum = |row: &Share| row.parts.iter().map(|(_, share)| share).sum::<f64>();
    let most = rows.iter().map(sum).reduce(f64::max)?;
    // Room behind 100 % shows that something is over.
    let mut canvas = Canvas::over(title, legend, rows.len(), Axis::Shares(most.max(1.0)));
    for (i, row) in rows.iter().enumerate() {
        canvas.label(i, &row.name);
        let y = canvas.middle(i);
        let mut before = 0.0;
        for (part, share) in &row.parts {
            let (from, to) = (canvas.x(before), canvas.x(before + share));
            let opacity = match part {
                Part::First => 1.0,
                Part::Second => 0.6,
                Part::Third => 0.3,
            };
            canvas.add(
                Rectangle::new()
                    .set("class", "bar")
                    .set("fill-opacity", opacity)
                    .set("x", px(from))
                    .set("y", px(y - BAR / 2.0))
                    .set("width", px((to - from).max(0.5)))
                    .set("height", px(BAR)),
            );
            before += share;
        }
        canvas.value(i, &format!("{} %", percent(before)));
    }
    Some(canvas.finish())
}

fn lane_title(lane: Lane) -> &'static str {
    match lane {
        Lane::Host => "host",
        Lane::Emulated => "emulated badge",
        Lane::Device => "badge",
    }
}

/// A coordinate with one decimal, so that no platform's last bit shows.
fn px(value: f64) -> String {
    format!("{value:.1}")
}
