// Glyphs of the codes 32 to 255: eight rows from the top, the leftmost pixel in
// bit 7, 0 where there is ink.

import { BadRequest } from "../errors.mjs";
import { file } from "../request.mjs";

export const FONT_BYTES = 224 * 8;

/** Our own glyphs, from the directory of this module on: the Rust runners have them built in. */
const STAND_IN = "../../../../crates/wasm4/src/font.txt";
/** Sixteen glyphs side by side, and the end of the line. */
const LINE_BYTES = 16 * 8 + 1;

/** The console's font in the file that a request names, or our own glyphs. */
export function font(shell, path) {
  if (path === undefined) return drawn(file(shell, beside(import.meta.url, STAND_IN)));
  const bytes = file(shell, path);
  if (bytes.length === FONT_BYTES) return bytes;
  throw new BadRequest(`${path}: ${bytes.length} bytes, and a font has ${FONT_BYTES}`);
}

/** A file by its place relative to a module, which some shells name by a path. */
function beside(url, relative) {
  const path = url.startsWith("file://") ? decodeURIComponent(url.slice("file://".length)) : url;
  return `${path.slice(0, path.lastIndexOf("/") + 1)}${relative}`;
}

/** Reads bands of sixteen glyphs side by side, `#` for ink. */
function drawn(art) {
  const glyphs = new Uint8Array(FONT_BYTES).fill(0xff);
  for (let pixel = 0; pixel < 8 * FONT_BYTES; pixel += 1) {
    const [line, column] = [pixel >> 7, pixel & 127];
    if (art[line * LINE_BYTES + column] === "#".charCodeAt(0)) {
      const glyph = (line >> 3) * 16 + (column >> 3);
      glyphs[glyph * 8 + (line & 7)] &= ~(0x80 >> (column & 7));
    }
  }
  return glyphs;
}
