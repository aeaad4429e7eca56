//! The chart that decides what to take on a badge: processor time against flash
//! and against RAM.

use serde::Serialize;

use crate::badge::{FLASH_BYTES, RAM_BYTES, Row};
use crate::scale::{Axis, AxisLine, LogScale};

/// Two plots with the same vertical axis.
#[derive(Serialize)]
pub(crate) struct Room {
    /// Milliseconds, the most at the top.
    lines: Vec<AxisLine>,
    plots: Vec<Plot>,
}

#[derive(Serialize)]
struct Plot {
    title: &'static str,
    lines: Vec<AxisLine>,
    dots: Vec<Dot>,
}

/// A config; places are 0 at the left or at the bottom and 1 at the other end.
#[derive(Serialize)]
struct Dot {
    x: f64,
    y: f64,
    /// Only the best config of a runtime has one.
    label: Option<Label>,
}

#[derive(Serialize)]
struct Label {
    text: String,
    /// Its middle, moved away from other labels.
    y: f64,
    /// Whether it stands left of the dot, where the right has no room.
    is_left: bool,
}

/// Heights and widths as shares of a plot, so that labels keep apart.
const LABEL_HEIGHT: f64 = 0.055;
const LETTER_WIDTH: f64 = 0.021;

/// `None` where no config has times and sizes.
pub(crate) fn room(rows: &[Row<'_>]) -> Option<Room> {
    let times = || rows.iter().filter(|row| row.flash().is_some()).filter_map(Row::frame_ms);
    let scale = LogScale::covering(times())?;
    let axis = Axis::Logarithmic(scale);
    let plot = |title, budget: u64, bytes: fn(&Row<'_>) -> Option<u64>| {
        let shares = Axis::Shares(1.0);
        let mut dots: Vec<Dot> = Vec::new();
        for row in rows {
            let (Some(ms), Some(bytes)) = (row.frame_ms(), bytes(row)) else {
                continue;
            };
            let (x, y) = (shares.position(bytes as f64 / budget as f64), axis.position(ms));
            let label = row.is_best().then(|| row.label());
            let label = label.map(|text| place(text, x, y, &dots));
            dots.push(Dot { x, y, label });
        }
        Plot { title, lines: shares.lines(), dots }
    };
    Some(Room {
        lines: axis.lines(),
        plots: vec![
            plot("flash, of 496 KiB", FLASH_BYTES, |row| row.flash()),
            plot("RAM, of 192 KiB", RAM_BYTES, |row| row.ram()),
        ],
    })
}

/// The label of a dot, as close as the labels before it allow.
fn place(text: String, x: f64, y: f64, before: &[Dot]) -> Label {
    let width = |text: &str| text.chars().count() as f64 * LETTER_WIDTH;
    let reach = |x: f64, text: &str, is_left: bool| {
        if is_left { (x - width(text), x) } else { (x, x + width(text)) }
    };
    let is_left = x + width(&text) > 1.0;
    let (from, to) = reach(x, &text, is_left);
    let is_free = |y: f64| {
        before.iter().filter_map(|dot| Some((dot, dot.label.as_ref()?))).all(|(dot, label)| {
            let (left, right) = reach(dot.x, &label.text, label.is_left);
            (y - label.y).abs() >= LABEL_HEIGHT || right < from || to < left
        })
    };
    let steps = (0..40).flat_map(|step| {
        let away = f64::from(step) * LABEL_HEIGHT / 4.0;
        [y + away, y - away]
    });
    let y = steps.filter(|y| (0.0..=1.0).contains(y)).find(|y| is_free(*y)).unwrap_or(y);
    Label { text, y, is_left }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_dots_that_touch_stand_apart() {
        let mut dots = Vec::new();
        for _ in 0..5 {
            let label = place("a/config".to_owned(), 0.5, 0.5, &dots);
            dots.push(Dot { x: 0.5, y: 0.5, label: Some(label) });
        }
        let mut places: Vec<f64> = dots.iter().filter_map(|d| Some(d.label.as_ref()?.y)).collect();
        places.sort_by(f64::total_cmp);
        assert!(
            places.windows(2).all(|pair| pair[1] - pair[0] >= LABEL_HEIGHT - 1e-9),
            "{places:?}"
        );
        assert!(place("a long name".to_owned(), 0.95, 0.5, &[]).is_left);
    }
}
