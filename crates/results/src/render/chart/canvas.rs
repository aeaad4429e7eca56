//! The common frame of the charts: title, legend, labels, axis.

use svg::node::Node;
use svg::node::element::{Description, Line, Rectangle, Style, Text, Title};

use super::px;
use super::scale::{Axis, LogScale};
use crate::render::COMMAND;

/// Width of a chart, in pixels.
const WIDTH: f64 = 800.0;
/// Height of one row, in pixels.
pub(super) const ROW: f64 = 22.0;
/// Where the plotted area begins and ends, in pixels.
const LEFT: f64 = 215.0;
const RIGHT: f64 = 725.0;
const TOP: f64 = 62.0;
/// Room for the labels of the axis, in pixels.
const BOTTOM: f64 = 28.0;

/// Colours of light pages, and of dark ones where the reader's system asks for
/// them; the background stays the page's own.
const STYLE: &str = "
text { font: 13px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #1f2328; }
.title { font-size: 16px; font-weight: 600; }
.faint { fill: #59636e; }
.grid { stroke: #59636e; stroke-opacity: 0.35; }
.fine { stroke: #59636e; stroke-opacity: 0.15; }
.row { fill: #59636e; fill-opacity: 0.07; }
.bar { fill: #0969da; }
.whisker { stroke: #0969da; stroke-width: 2; }
.point { fill: #bc4c00; stroke: #ffffff; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.faint { fill: #9198a1; }
.grid, .fine { stroke: #9198a1; }
.row { fill: #9198a1; }
.bar { fill: #4493f8; }
.whisker { stroke: #4493f8; }
.point { fill: #f0883e; stroke: #0d1117; }
}
";

/// A chart of labelled rows over an axis.
pub(super) struct Canvas {
    document: svg::Document,
    axis: Axis,
}

impl Canvas {
    /// The frame for `rows` rows.
    pub(super) fn new(title: &str, legend: &str, rows: usize, scale: LogScale) -> Self {
        Self::over(title, legend, rows, Axis::Logarithmic(scale))
    }

    /// The frame over any axis.
    pub(super) fn over(title: &str, legend: &str, rows: usize, axis: Axis) -> Self {
        let bottom = TOP + rows as f64 * ROW;
        let height = bottom + BOTTOM;
        let document = svg::Document::new()
            .set("viewBox", format!("0 0 {WIDTH:.0} {height:.0}"))
            .set("width", px(WIDTH))
            .set("height", px(height))
            .set("role", "img")
            .add(Title::new(title))
            .add(Description::new().add(svg::node::Text::new(legend)))
            .add(Style::new(STYLE));
        let mut canvas = Canvas { document, axis };
        canvas.add(
            Text::new(title)
                .set("class", "title")
                .set("x", 12)
                .set("y", 24),
        );
        canvas.add(
            Text::new(legend)
                .set("class", "faint")
                .set("x", 12)
                .set("y", 46),
        );
        for i in (0..rows).step_by(2) {
            canvas.add(
                Rectangle::new()
                    .set("class", "row")
                    .set("x", 0)
                    .set("y", px(TOP + i as f64 * ROW))
                    .set("width", px(WIDTH))
                    .set("height", px(ROW)),
            );
        }
        for value in axis.fine_lines() {
            canvas.grid_line("fine", value, bottom);
        }
        for (value, label) in axis.lines() {
            canvas.grid_line("grid", value, bottom);
            let x = canvas.x(value);
            canvas.add(
                Text::new(label)
                    .set("class", "faint")
                    .set("text-anchor", "middle")
                    .set("x", px(x))
                    .set("y", px(bottom + 18.0)),
            );
        }
        canvas
    }

    fn grid_line(&mut self, class: &str, value: f64, bottom: f64) {
        let x = px(self.x(value));
        self.add(
            Line::new()
                .set("class", class)
                .set("x1", x.as_str())
                .set("x2", x.as_str())
                .set("y1", px(TOP))
                .set("y2", px(bottom)),
        );
    }

    pub(super) fn add(&mut self, node: impl Node) {
        self.document.append(node);
    }

    /// The horizontal place of a value, in pixels.
    pub(super) fn x(&self, value: f64) -> f64 {
        LEFT + (RIGHT - LEFT) * self.axis.position(value)
    }

    /// The vertical middle of a row, in pixels.
    pub(super) fn middle(&self, row: usize) -> f64 {
        TOP + (row as f64 + 0.5) * ROW
    }

    /// The name of a row, left of the plotted area.
    pub(super) fn label(&mut self, row: usize, name: &str) {
        self.side(row, name, "end", LEFT - 8.0);
    }

    /// The number of a row, at the right edge.
    pub(super) fn value(&mut self, row: usize, number: &str) {
        self.side(row, number, "end", WIDTH - 12.0);
    }

    fn side(&mut self, row: usize, text: &str, anchor: &str, x: f64) {
        // 4.5 pixels bring the middle of 13-pixel letters onto the line.
        let y = self.middle(row) + 4.5;
        self.add(
            Text::new(text)
                .set("text-anchor", anchor)
                .set("x", px(x))
                .set("y", px(y)),
        );
    }

    pub(super) fn finish(self) -> String {
        format!(
            "<!-- Generated by `{COMMAND}`; do not edit. -->\n{}\n",
            self.document
        )
    }
}
