// Rectangles, lines and ovals (crates/wasm4/src/draw.rs). Arguments have 32
// bits, so that doubles hold every sum of them; every loop is bounded by the
// screen, or by `OVAL_STEPS`.

import { SIZE, color_of, fill_column, fill_row, ink, nibble, on_screen, set, visible } from "./page.mjs";

/** Longest side of an oval that is drawn: doubles are exact up to here. */
const OVAL_SIDE = 65_535;
/** Steps after which an oval is given up: no side above needs more. */
const OVAL_STEPS = 2 * OVAL_SIDE;

export function rect(page, x, y, w, h) {
  const columns = visible(x, x + w);
  const rows = visible(y, y + h);
  const fill = ink(page, 0);
  if (fill >= 0) {
    for (let row = rows[0]; row < rows[1]; row += 1) fill_row(page, row, columns, fill);
  }
  const outline = ink(page, 1);
  if (outline < 0) return;
  for (const column of [x, x + w - 1]) {
    if (on_screen(column)) fill_column(page, column, rows, outline);
  }
  for (const row of [y, y + h - 1]) {
    if (on_screen(row)) fill_row(page, row, columns, outline);
  }
}

export function hline(page, x, y, length) {
  const color = ink(page, 0);
  if (color >= 0 && on_screen(y)) fill_row(page, y, visible(x, x + length), color);
}

export function vline(page, x, y, length) {
  const color = ink(page, 0);
  if (color >= 0 && on_screen(x)) fill_column(page, x, visible(y, y + length), color);
}

/**
 * One axis is the major one, which every step follows; the error keeps to one
 * period, so that after any number of steps the other coordinate has a closed
 * form, and the line enters the screen at once.
 */
export function line(page, ...ends) {
  const color = ink(page, 0);
  if (color < 0) return;
  const [x1, y1, x2, y2] = ends[1] > ends[3] ? [ends[2], ends[3], ends[0], ends[1]] : ends;
  const dx = Math.abs(x2 - x1);
  const dy = y2 - y1;
  const sx = x1 < x2 ? 1 : -1;
  const flat = dx > dy;
  const [steps, minor, from, sign] = flat ? [dx, dy, x1, sx] : [dy, dx, y1, 1];
  // Steps after which the major coordinate is on screen, first and last.
  const edge = SIZE - 1;
  const enter = Math.max(sign > 0 ? -from : from - edge, 0);
  const leave = Math.min(sign > 0 ? edge - from : from, steps);
  if (enter > leave) return;
  const half = Math.floor(steps / 2);
  let [taken, error] = enter === 0 ? [0, half] : entered(enter, minor, steps, half);
  let x = flat ? x1 + sx * enter : x1 + sx * taken;
  let y = flat ? y1 + taken : y1 + enter;
  for (let step = enter; step <= leave; step += 1) {
    set(page, x, y, color);
    error -= minor;
    const turn = error < 0;
    if (turn) error += steps;
    if (flat || turn) x += sx;
    if (!flat || turn) y += 1;
  }
}

/**
 * Minor steps taken after `enter` major ones, the least that keeps the error in
 * its period, and that error. The products have up to 64 bits.
 */
function entered(...numbers) {
  const [enter, minor, steps, half] = numbers.map(BigInt);
  const way = enter * minor;
  const taken = way > half ? (way - half + steps - 1n) / steps : 0n;
  return [Number(taken), Number(half - way + taken * steps)];
}

export function oval(page, x, y, w, h) {
  const second = nibble(page, 1);
  if (second === 15 || Math.abs(w) > OVAL_SIDE || Math.abs(h) > OVAL_SIDE) return;
  // Never transparent: a slip of the original that cartridges rely on.
  const outline = color_of(second);
  const fill = ink(page, 0);

  const [a, b] = [w - 1, h - 1];
  const odd = b % 2;
  let [west, east] = [x, x + w - 1];
  let lower = y + Math.floor(h / 2);
  let upper = lower - odd;
  const [a2, b2] = [a * a, b * b];
  let p = 4 * (1 - a) * b2;
  let q = 4 * (odd + 1) * a2;
  let error = p + q + odd * a2;
  let fresh_rows = true;
  for (let step = 0; step < OVAL_STEPS; step += 1) {
    for (const row of [lower, upper]) {
      set(page, east, row, outline);
      set(page, west, row, outline);
      // Later steps on these rows would fill less.
      if (fresh_rows && fill >= 0 && on_screen(row)) fill_row(page, row, visible(west + 1, east), fill);
    }
    const doubled = 2 * error;
    fresh_rows = doubled <= q;
    if (fresh_rows) {
      lower += 1;
      upper -= 1;
      q += 8 * a2;
      error += q;
    }
    if (doubled >= p || doubled > q) {
      west += 1;
      east -= 1;
      p += 8 * b2;
      error += p;
    }
    // The rows part for good.
    if (west > east || (lower >= SIZE && upper < 0)) break;
  }
  // What is left of a flat end: both columns, row by row outwards.
  const rest = Math.floor((h - (lower - upper) + 1) / 2);
  for (const column of [west - 1, east + 1]) {
    if (!on_screen(column)) continue;
    fill_column(page, column, visible(lower, lower + rest), outline);
    fill_column(page, column, visible(upper - rest + 1, upper + 1), outline);
  }
}
