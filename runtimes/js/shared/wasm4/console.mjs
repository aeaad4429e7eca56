// The WASM-4 console without an engine: its imports, its disk, and the hash of
// what it shows. crates/wasm4 defines it. Of sound it knows the calls alone,
// because no runner plays them.

import { HostTrap } from "../badge.mjs";
import { xxh32 } from "../xxh32.mjs";
import { blit_sub, write } from "./blit.mjs";
import { hline, line, oval, rect, vline } from "./draw.mjs";
import { FRAME_BYTES, PAGE_BYTES, PALETTE_BYTES, clear_frame, frame, palette, reset, write_input } from "./page.mjs";
import { c_string, formatted, part, utf16, utf8 } from "./trace.mjs";

/** Both limits of the memory. */
export const MEMORY_PAGES = 1;

const DISK_BYTES = 1024;

/** State behind the imports, and the page in between. */
export class Console {
  // What the hash of a tick covers: frame buffer, palette, hash of the tones.
  _hashed = new DataView(new ArrayBuffer(FRAME_BYTES + PALETTE_BYTES + 4));
  _tone = new DataView(new ArrayBuffer(16));
  _tones = 0;
  _disk = new Uint8Array(0);
  _memory;
  _bytes;
  _font;
  _trace;

  /** `trace` gets each line that a cartridge writes; absent: nobody reads them. */
  constructor(font, trace) {
    this._font = font;
    this._trace = trace;
  }

  /** Takes the memory of a cartridge: an object whose `buffer` is what it holds now. */
  attach(memory) {
    this._memory = memory;
    this._bytes = new Uint8Array(memory.buffer);
  }

  /** Prepares the memory of a cartridge that is going to be instantiated. */
  begin(memory) {
    this.attach(memory);
    reset(this._bytes);
  }

  /** What comes before a call of `update`. */
  enter_update(pads) {
    const page = this._page();
    write_input(page, pads);
    clear_frame(page);
  }

  /** The link of a tick after the one before. */
  link(before) {
    const page = this._page();
    const hashed = new Uint8Array(this._hashed.buffer);
    hashed.set(frame(page));
    hashed.set(palette(page), FRAME_BYTES);
    this._hashed.setUint32(FRAME_BYTES + PALETTE_BYTES, this._tones, true);
    return xxh32(this._hashed, before);
  }

  /** Palette and frame buffer, as they are written to a file. */
  picture() {
    const page = this._page();
    const picture = new Uint8Array(PALETTE_BYTES + FRAME_BYTES);
    picture.set(palette(page));
    picture.set(frame(page), PALETTE_BYTES);
    return picture;
  }

  /** The import object, with the memory that was begun with. */
  imports() {
    const page = () => this._page();
    const say = (line_of) => this._trace?.(line_of(page()));
    return {
      env: {
        memory: this._memory,
        blit: (at, x, y, w, h, flags) => blit_sub(page(), at, x, y, w, h, 0, 0, w, flags),
        blitSub: (at, x, y, w, h, from_x, from_y, stride, flags) =>
          blit_sub(page(), at, x, y, w, h, from_x, from_y, stride, flags),
        line: (x1, y1, x2, y2) => line(page(), x1, y1, x2, y2),
        hline: (x, y, length) => hline(page(), x, y, length),
        vline: (x, y, length) => vline(page(), x, y, length),
        oval: (x, y, w, h) => oval(page(), x, y, w, h),
        rect: (x, y, w, h) => rect(page(), x, y, w, h),
        text: (at, x, y) => write(page(), this._font, at, PAGE_BYTES, 1, x, y),
        textUtf8: (at, length, x, y) => write(page(), this._font, at, length, 1, x, y),
        textUtf16: (at, length, x, y) => write(page(), this._font, at, length, 2, x, y),
        tone: (frequency, duration, volume, flags) => this._play([frequency, duration, volume, flags]),
        diskr: (at, size) => this._read(at >>> 0, size),
        diskw: (at, size) => this._write(at >>> 0, size),
        trace: (at) => say((bytes) => utf8(c_string(bytes, at))),
        traceUtf8: (at, length) => say((bytes) => utf8(part(bytes, at, length))),
        traceUtf16: (at, length) => say((bytes) => utf16(part(bytes, at, length))),
        tracef: (format, list) => say((bytes) => formatted(bytes, format, list)),
      },
    };
  }

  // Growing a memory by nothing detaches its buffer too.
  _page() {
    if (this._bytes.length === 0) this._bytes = new Uint8Array(this._memory.buffer);
    return this._bytes;
  }

  _play(request) {
    request.forEach((parameter, i) => this._tone.setInt32(4 * i, parameter, true));
    this._tones = xxh32(this._tone, this._tones);
  }

  _read(at, size) {
    const stored = this._disk.subarray(0, Math.max(size, 0));
    if (size < 0 || at + stored.length > PAGE_BYTES) throw new HostTrap();
    this._page().set(stored, at);
    return stored.length;
  }

  _write(at, size) {
    const length = Math.min(size, DISK_BYTES);
    if (size < 0 || at + length > PAGE_BYTES) throw new HostTrap();
    this._disk = this._page().slice(at, at + length);
    return length;
  }
}
