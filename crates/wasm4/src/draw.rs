//! Rectangles, lines and ovals. Coordinates are 64 bits wide, so that no sum of
//! arguments overflows; every loop is bounded by the screen, or by
//! [`OVAL_STEPS`].

use crate::page::{Page, SIZE, WORD, color_of, ink, nibble, put, word_mask};
use core::ops::Range;

/// Longest side of an oval that is drawn. Up to here the web runtime's doubles
/// are exact; its time grows with the sides, whatever of them is seen.
pub const OVAL_SIDE: i64 = 65_535;
/// Steps after which an oval is given up: no side above needs more.
const OVAL_STEPS: u32 = 2 * OVAL_SIDE as u32;

/// `rect(x, y, w, h)`.
pub(crate) fn rect(page: &mut Page, [x, y, w, h]: [i32; 4]) {
    let [x, y, w, h] = [x, y, w, h].map(i64::from);
    let (right, bottom) = (x + w, y + h);
    let (columns, rows) = (visible(x, right), visible(y, bottom));
    if let Some(fill) = ink(page, 0) {
        for row in rows.clone() {
            fill_row(page, row, columns.clone(), fill);
        }
    }
    if let Some(outline) = ink(page, 1) {
        for column in [x, right - 1] {
            if let Some(column) = on_screen(column) {
                fill_column(page, column, rows.clone(), outline);
            }
        }
        for row in [y, bottom - 1] {
            if let Some(row) = on_screen(row) {
                fill_row(page, row, columns.clone(), outline);
            }
        }
    }
}

/// `hline(x, y, len)`.
pub(crate) fn hline(page: &mut Page, [x, y, len]: [i32; 3]) {
    if let (Some(color), Some(row)) = (ink(page, 0), on_screen(y.into())) {
        fill_row(page, row, visible(x.into(), i64::from(x) + i64::from(len)), color);
    }
}

/// `vline(x, y, len)`.
pub(crate) fn vline(page: &mut Page, [x, y, len]: [i32; 3]) {
    if let (Some(color), Some(column)) = (ink(page, 0), on_screen(x.into())) {
        fill_column(page, column, visible(y.into(), i64::from(y) + i64::from(len)), color);
    }
}

/// `line(x1, y1, x2, y2)`.
///
/// One axis is the major one, which every step follows; the error keeps to one
/// period, so that after any number of steps the other coordinate has a closed
/// form, and the line enters the screen at once.
pub(crate) fn line(page: &mut Page, [x1, y1, x2, y2]: [i32; 4]) {
    let Some(color) = ink(page, 0) else { return };
    let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(i64::from);
    let (x1, y1, x2, y2) = if y1 > y2 { (x2, y2, x1, y1) } else { (x1, y1, x2, y2) };
    let (dx, dy) = ((x2 - x1).abs(), y2 - y1);
    let sx = if x1 < x2 { 1 } else { -1 };
    let (steps, from, sign) = if dx > dy { (dx, x1, sx) } else { (dy, y1, 1) };
    // Steps after which the major coordinate is on screen, first and last.
    let edge = SIZE as i64 - 1;
    let (enter, leave) = if sign > 0 { (-from, edge - from) } else { (from - edge, from) };
    let (enter, leave) = (enter.max(0), leave.min(steps));
    if enter > leave {
        return;
    }
    if steps == 0 {
        set(page, x1, y1, color);
        return;
    }
    // Minor steps taken by then: the least that keeps the error in its period.
    // Below 2^64: both factors are below 2^32, and what is added is too.
    let minor = if dx > dy { dy } else { dx };
    let half = steps / 2;
    let way = enter as u64 * minor as u64;
    let taken = way.saturating_sub(half as u64).div_ceil(steps as u64) as i64;
    // Small although its terms are not.
    let mut error =
        half.wrapping_sub(enter.wrapping_mul(minor)).wrapping_add(taken.wrapping_mul(steps));
    let (mut x, mut y) =
        if dx > dy { (x1 + sx * enter, y1 + taken) } else { (x1 + sx * taken, y1 + enter) };
    for _ in enter..=leave {
        set(page, x, y, color);
        error -= minor;
        let turn = error < 0;
        if turn {
            error += steps;
        }
        if dx > dy {
            x += sx;
            y += i64::from(turn);
        } else {
            y += 1;
            x += if turn { sx } else { 0 };
        }
    }
}

/// `oval(x, y, w, h)`.
pub(crate) fn oval(page: &mut Page, [x, y, w, h]: [i32; 4]) {
    let [x, y, w, h] = [x, y, w, h].map(i64::from);
    let outline = nibble(page, 1);
    if outline == 15 || w.abs() > OVAL_SIDE || h.abs() > OVAL_SIDE {
        return;
    }
    // Never transparent: a slip of the original that cartridges rely on.
    let outline = color_of(outline);
    let fill = ink(page, 0);

    let (a, b) = (w - 1, h - 1);
    let odd = b % 2;
    let (mut west, mut east) = (x, x + w - 1);
    let mut lower = y + h.div_euclid(2);
    let mut upper = lower - odd;
    let (a2, b2) = (a * a, b * b);
    let mut p = 4 * (1 - a) * b2;
    let mut q = 4 * (odd + 1) * a2;
    let mut error = p + q + odd * a2;
    let mut fresh_rows = true;
    for _ in 0..OVAL_STEPS {
        for row in [lower, upper] {
            set(page, east, row, outline);
            set(page, west, row, outline);
            // Later steps on these rows would fill less.
            if fresh_rows && let (Some(fill), Some(row)) = (fill, on_screen(row)) {
                fill_row(page, row, visible(west + 1, east), fill);
            }
        }
        let doubled = 2 * error;
        fresh_rows = doubled <= q;
        if fresh_rows {
            lower += 1;
            upper -= 1;
            q += 8 * a2;
            error += q;
        }
        if doubled >= p || doubled > q {
            west += 1;
            east -= 1;
            p += 8 * b2;
            error += p;
        }
        // The rows part for good.
        if west > east || lower >= SIZE as i64 && upper < 0 {
            break;
        }
    }
    // What is left of a flat end: both columns, row by row outwards.
    let rest = (h - (lower - upper) + 1).div_euclid(2);
    for column in [west - 1, east + 1] {
        if let Some(column) = on_screen(column) {
            fill_column(page, column, visible(lower, lower + rest), outline);
            fill_column(page, column, visible(upper - rest + 1, upper + 1), outline);
        }
    }
}

/// Sets a pixel, if it is on the screen.
pub(crate) fn set(page: &mut Page, x: i64, y: i64, color: u32) {
    if let (Some(x), Some(y)) = (on_screen(x), on_screen(y)) {
        let shift = 2 * (x % WORD);
        put(page, y, x / WORD, color << shift, 3 << shift);
    }
}

fn on_screen(at: i64) -> Option<usize> {
    (0..SIZE as i64).contains(&at).then_some(at as usize)
}

/// The part of `start .. end` that is on the screen.
pub(crate) fn visible(start: i64, end: i64) -> Range<usize> {
    let end = end.clamp(0, SIZE as i64);
    start.clamp(0, end) as usize..end as usize
}

fn fill_row(page: &mut Page, row: usize, columns: Range<usize>, color: u32) {
    if columns.is_empty() {
        return;
    }
    for word in columns.start / WORD..=(columns.end - 1) / WORD {
        let mask = word_mask(word, columns.start, columns.end);
        put(page, row, word, color * 0x5555_5555, mask);
    }
}

fn fill_column(page: &mut Page, column: usize, rows: Range<usize>, color: u32) {
    let shift = 2 * (column % WORD);
    for row in rows {
        put(page, row, column / WORD, color << shift, 3 << shift);
    }
}
