// UTF-8 without TextEncoder and TextDecoder, which bare shells lack.

const BAD = 0xfffd;

// What may follow these leads: no form longer than need be, no surrogate, and
// nothing above U+10FFFF.
const SECOND = { 0xe0: [0xa0, 0xbf], 0xed: [0x80, 0x9f], 0xf0: [0x90, 0xbf], 0xf4: [0x80, 0x8f] };

/** Text of bytes; what is no UTF-8 becomes U+FFFD. */
export function decode(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const [point, length] = point_at(bytes, i);
    text += String.fromCodePoint(point);
    i += length;
  }
  return text;
}

function point_at(bytes, i) {
  const lead = bytes[i];
  if (lead < 0x80) return [lead, 1];
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return [BAD, 1];
  let point = lead & (0xff >> (length + 1));
  for (let k = 1; k < length; k += 1) {
    const next = bytes[i + k];
    const [least, most] = k === 1 ? (SECOND[lead] ?? [0x80, 0xbf]) : [0x80, 0xbf];
    if (next === undefined || next < least || next > most) return [BAD, k];
    point = (point << 6) | (next & 0x3f);
  }
  return [point, length];
}

/** Text that a shell read as one character per byte. */
export function decode_bytes_as_characters(text) {
  return decode(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

/** Text as one character per byte, for shells that write it so. */
export function encode_bytes_as_characters(text) {
  const escaped = encodeURIComponent(text);
  return escaped.replace(/%(..)/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
}

/** The longest start of `text` that takes at most `limit` bytes. */
export function cut(text, limit) {
  let bytes = 0;
  let kept = "";
  for (const character of text) {
    const point = character.codePointAt(0);
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (bytes > limit) break;
    kept += character;
  }
  return kept;
}
