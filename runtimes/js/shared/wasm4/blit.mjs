// Sprites and text (crates/wasm4/src/blit.rs), pixel by pixel, so that a sprite
// in the frame buffer reads what was just drawn.

import { PAGE_BYTES, SIZE, ink, set, visible } from "./page.mjs";

const TWO_BITS = 1;
const FLIP_X = 1 << 1;
const FLIP_Y = 1 << 2;
const ROTATE = 1 << 3;

const NEWLINE = 10;
const FIRST_GLYPH = 32;
const GLYPHS = 224;

/** `blitSub(sprite, x, y, w, h, srcX, srcY, stride, flags)`. */
export function blit_sub(page, sprite, x, y, w, h, source_x, source_y, stride, flags) {
  const source = { bytes: page, first: 8 * (sprite >>> 0), x: source_x, y: source_y, stride };
  draw(page, source, x, y, w, h, flags);
}

/** `first` is the number of the bit that a sprite begins at. */
function draw(page, source, x, y, w, h, flags) {
  const depth = (flags & TWO_BITS) === 0 ? 1 : 2;
  const rotate = (flags & ROTATE) !== 0;
  const flip_x = ((flags & FLIP_X) !== 0) !== rotate;
  const flip_y = (flags & FLIP_Y) !== 0;
  // Columns and rows of the sprite run along these axes of the screen.
  const [along, across] = rotate ? [y, x] : [x, y];
  const columns = visible(along, along + w);
  const rows = visible(across, across + h);
  if (columns[0] >= columns[1] || rows[0] >= rows[1]) return;
  const inks = [0, 1, 2, 3].map((index) => ink(page, index));
  const { bytes } = source;
  const bits = 8 * bytes.length;
  const values = (1 << depth) - 1;
  const step = flip_x ? -depth : depth;
  const skipped = columns[0] - along;
  const a = source.x + (flip_x ? w - 1 - skipped : skipped);
  for (let row = rows[0]; row < rows[1]; row += 1) {
    const passed = row - across;
    const b = source.y + (flip_y ? h - 1 - passed : passed);
    // What exceeds 2^53 is inexact and far outside memory, where bits are 0.
    let bit = source.first + depth * (b * source.stride + a);
    for (let column = columns[0]; column < columns[1]; column += 1, bit += step) {
      const inside = bit >= 0 && bit < bits;
      const color = inks[inside ? (bytes[bit >> 3] >> (8 - depth - (bit & 7))) & values : 0];
      if (color < 0) continue;
      if (rotate) set(page, row, column, color);
      else set(page, column, row, color);
    }
  }
}

/** Writes units of one or two bytes as far as they lie in memory. */
export function write(page, font, at, length, unit, left, top) {
  const start = Math.min(at >>> 0, PAGE_BYTES);
  const end = Math.min(start + Math.max(length, 0), PAGE_BYTES);
  let [x, y] = [left, top];
  // Read when its turn comes: text may lie in the frame buffer.
  for (let i = start; i + unit <= end; i += unit) {
    const code = unit === 1 ? page[i] : page[i] | (page[i + 1] << 8);
    if (code === 0) return;
    if (code === NEWLINE) {
      [x, y] = [left, y + 8];
      if (y >= SIZE) return;
      continue;
    }
    const glyph = code - FIRST_GLYPH;
    if (glyph >= 0 && glyph < GLYPHS) {
      draw(page, { bytes: font, first: 64 * glyph, x: 0, y: 0, stride: 8 }, x, y, 8, 8, 0);
    }
    x += 8;
  }
}
