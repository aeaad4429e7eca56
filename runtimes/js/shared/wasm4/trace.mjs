// Lines that a cartridge writes for its developer (crates/wasm4/src/trace.rs).

import { PAGE_BYTES } from "./page.mjs";
import { float } from "../values.mjs";
import { cut, decode } from "../utf8.mjs";

/**
 * Bytes after which a line is cut, because a format may name a long string
 * again and again.
 */
const LINE_BYTES = 4096;
const BAD = "\ufffd";

/** Text of bytes, as much as a line holds. */
export const utf8 = (bytes) => cut(decode(bytes.subarray(0, LINE_BYTES + 4)), LINE_BYTES);

/** Text of 16-bit units; half a unit at the end is dropped. */
export function utf16(bytes) {
  let units = "";
  for (let i = 0; i + 1 < bytes.length && i < 2 * LINE_BYTES; i += 2) {
    units += String.fromCharCode(bytes[i] | (bytes[i + 1] << 8));
  }
  let text = "";
  for (const character of units) text += whole(character);
  return cut(text, LINE_BYTES);
}

/** A character, unless it is half of a pair. */
const whole = (character) => (/^[\ud800-\udfff]$/.test(character) ? BAD : character);

/** The bytes that lie in memory. */
export function part(page, at, length) {
  const start = at >>> 0;
  return page.subarray(start, Math.min(start + Math.max(length, 0), PAGE_BYTES));
}

/** The bytes before a zero or the end of memory. */
export function c_string(page, at) {
  const from = page.subarray(at >>> 0);
  const end = from.indexOf(0);
  return end < 0 ? from : from.subarray(0, end);
}

/** What `tracef` writes. Arguments are read without alignment. */
export function formatted(page, format, list) {
  const codes = c_string(page, format);
  let at = list >>> 0;
  const bytes = new DataView(new ArrayBuffer(8));
  const word = () => {
    for (let i = 0; i < 4; i += 1) bytes.setUint8(i, page[at + i] ?? 0);
    at += 4;
    return bytes.getInt32(0, true);
  };
  const argument = {
    c: () => whole(String.fromCharCode(word() & 0xffff)),
    d: () => String(word()),
    x: () => word().toString(16),
    s: () => utf8(c_string(page, word())),
    f: () => {
      const low = word();
      bytes.setInt32(4, word(), true);
      bytes.setInt32(0, low, true);
      return decimal(bytes.getFloat64(0, true));
    },
    "%": () => "%",
  };
  let text = "";
  let size = 0;
  for (let i = 0; i < codes.length && size < LINE_BYTES; ) {
    const percent = codes.indexOf("%".charCodeAt(0), i);
    const plain = utf8(codes.subarray(i, percent < 0 ? codes.length : percent));
    let piece = plain;
    i = codes.length;
    if (percent >= 0) {
      const kind = String.fromCharCode(codes[percent + 1]);
      const known = Object.keys(argument).includes(kind);
      piece += known ? argument[kind]() : "%";
      i = percent + (known ? 2 : 1);
    }
    text += piece;
    // Never more than the bytes of the piece, so that the line is full.
    size += piece.length;
  }
  return cut(text, LINE_BYTES);
}

/** A float in its shortest digits, and never with an exponent. */
function decimal(value) {
  const [, sign, whole_part, rest = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e(-?\d+))?$/.exec(float(value, false)) ?? [];
  if (sign === undefined) return float(value, false);
  const digits = `${whole_part}${rest}`.padEnd(whole_part.length + Number(exponent), "0");
  const point = whole_part.length + Number(exponent);
  const shown = point <= 0 ? `${"0".repeat(1 - point)}${digits}` : digits;
  const behind = shown.slice(Math.max(point, 1)).replace(/^0$/, "");
  return `${sign}${shown.slice(0, Math.max(point, 1))}${behind && `.${behind}`}`;
}
