// The one page of memory that console and cartridge share, its registers, and
// single pixels (crates/wasm4/src/page.rs).

/** Pixels per row and rows of the frame buffer. */
export const SIZE = 160;
export const PAGE_BYTES = 65_536;
export const PALETTE_BYTES = 16;
/** Two bits a pixel, the leftmost in the low bits. */
export const FRAME_BYTES = (SIZE * SIZE) / 4;

const PALETTE = 0x04;
const DRAW_COLORS = 0x14;
const GAMEPADS = 0x16;
const MOUSE = 0x1a;
const SYSTEM_FLAGS = 0x1f;
const FRAMEBUFFER = 0xa0;
const KEEP_FRAME = 1;

/**
 * Clears memory and gives the registers their first values, before data
 * segments overwrite any of it.
 */
export function reset(page) {
  page.fill(0);
  page.set([0xcf, 0xf8, 0xe0, 0, 0x6c, 0xc0, 0x86, 0, 0x50, 0x68, 0x30, 0, 0x21, 0x18, 0x07, 0], PALETTE);
  page.set([0x03, 0x12], DRAW_COLORS);
  write_input(page, [0, 0, 0, 0]);
}

/** Writes the gamepads, and the mouse where it is before it has moved. */
export function write_input(page, pads) {
  page.set(pads, GAMEPADS);
  page.set([0xff, 0x7f, 0xff, 0x7f, 0], MOUSE);
}

/** Clears the frame buffer, unless the cartridge asks to keep it. */
export function clear_frame(page) {
  if ((page[SYSTEM_FLAGS] & KEEP_FRAME) === 0) frame(page).fill(0);
}

export const frame = (page) => page.subarray(FRAMEBUFFER, FRAMEBUFFER + FRAME_BYTES);

/** A copy of the palette; the top byte of a colour says nothing. */
export function palette(page) {
  const colors = page.slice(PALETTE, PALETTE + PALETTE_BYTES);
  for (let top = 3; top < PALETTE_BYTES; top += 4) colors[top] = 0;
  return colors;
}

/** Nibble `index` of DRAW_COLORS. */
export const nibble = (page, index) => (page[DRAW_COLORS + (index >> 1)] >> (4 * (index & 1))) & 15;

/** A nibble as a colour where it cannot be transparent: 0 gives 3. */
export const color_of = (value) => (value - 1) & 3;

/** Colour of nibble `index`, or -1 where it is 0: transparent. */
export function ink(page, index) {
  const value = nibble(page, index);
  return value === 0 ? -1 : color_of(value);
}

/** Sets a pixel, if it is on the screen. Coordinates may exceed 32 bits. */
export function set(page, x, y, color) {
  if (on_screen(x) && on_screen(y)) {
    const at = FRAMEBUFFER + ((y * SIZE + x) >> 2);
    const shift = 2 * (x & 3);
    page[at] = (page[at] & ~(3 << shift)) | (color << shift);
  }
}

export const on_screen = (at) => at >= 0 && at < SIZE;

/** The part of `start` to before `end` that is on the screen, as two numbers. */
export function visible(start, end) {
  const last = Math.min(Math.max(end, 0), SIZE);
  return [Math.min(Math.max(start, 0), last), last];
}

/** Columns `from` to before `to` of a row, both on the screen. */
export function fill_row(page, y, [from, to], color) {
  let x = from;
  for (; x < to && (x & 3) !== 0; x += 1) set(page, x, y, color);
  const whole = to & ~3;
  if (x < whole) {
    const row = FRAMEBUFFER + (y * SIZE) / 4;
    page.fill(color * 0x55, row + x / 4, row + whole / 4);
    x = whole;
  }
  for (; x < to; x += 1) set(page, x, y, color);
}

/** Rows `from` to before `to` of a column, both on the screen. */
export function fill_column(page, x, [from, to], color) {
  for (let y = from; y < to; y += 1) set(page, x, y, color);
}
