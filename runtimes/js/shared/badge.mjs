// The badge as a guest sees it, to the letter of crates/badge/README.md. It
// knows no engine and reads no clock.

import { xxh32 } from "./xxh32.mjs";

export const WIDTH = 160;
export const HEIGHT = 128;
export const SCREEN_BYTES = WIDTH * HEIGHT;
export const LEDS = 5;
export const DEFAULT_SEED = 0x9e3779b9;

const FRAME_RATE = 30;
const EVENT_BASIS = 0x811c9dc5;
const EVENT_PRIME = 0x01000193;
const TONE = 1;
const LOG = 2;
const NO_MEMORY = new Uint8Array(0);

/** A host function refused its arguments; engines pass it on unchanged. */
export class HostTrap extends Error {
  constructor() {
    super("a host function refused its arguments");
  }
}

/** State behind the imports. */
export class Badge {
  // What the hash covers, in its order: screen, LEDs, events, their number.
  _hashed = new DataView(new ArrayBuffer(SCREEN_BYTES + LEDS * 4 + 8));
  _events = EVENT_BASIS;
  _event_count = 0;
  _memory = undefined;
  // A view of guest memory. Growing detaches it, whereupon its length is 0.
  _bytes = NO_MEMORY;
  _random;

  screen = new Uint8Array(this._hashed.buffer, 0, SCREEN_BYTES);
  buttons = 0;
  millis = 0;
  tone = undefined;
  nondeterministic = false;
  clock = () => 0;
  /** Where the bytes of `log` go besides the hash. */
  echo = undefined;

  constructor(seed) {
    this._random = seed;
  }

  /** Guest memory: an object whose `buffer` is what it holds now. */
  attach(memory) {
    this._memory = memory;
    this._bytes = NO_MEMORY;
  }

  enter_start() {
    this.buttons = 0;
    this.millis = 0;
  }

  enter_update(index, buttons) {
    this.buttons = buttons;
    this.millis = Math.floor((index * 1000) / FRAME_RATE);
  }

  /** Ends a call: the link that follows `previous`. */
  link(previous) {
    this._hashed.setUint32(SCREEN_BYTES + LEDS * 4, this._events, true);
    this._hashed.setUint32(SCREEN_BYTES + LEDS * 4 + 4, this._event_count, true);
    this._events = EVENT_BASIS;
    this._event_count = 0;
    return xxh32(this._hashed, previous);
  }

  /** Screen and LEDs, as they are written to files. */
  picture() {
    return new Uint8Array(this._hashed.buffer.slice(0, SCREEN_BYTES + LEDS * 4));
  }

  led(index) {
    return this._hashed.getUint32(SCREEN_BYTES + index * 4, true);
  }

  /** The import object. */
  imports() {
    return {
      env: {
        rect: (x, y, w, h, color) => this._rect(x, y, w, h, color),
        blit: (at, x, y, w, h, key) => this._blit(at >>> 0, x, y, w, h, key),
        buttons: () => this.buttons,
        millis: () => this.millis,
        random: () => this._next(),
        led: (index, rgb) => this._light(index, rgb),
        tone: (frequency, duration) => this._play(frequency, duration),
        log: (at, length) => this._log(at >>> 0, length >>> 0),
        clock_ms: () => {
          this.nondeterministic = true;
          return this.clock() | 0;
        },
      },
    };
  }

  _guest() {
    if (this._bytes.length === 0 && this._memory !== undefined) {
      this._bytes = new Uint8Array(this._memory.buffer);
    }
    return this._bytes;
  }

  // Coordinates are 32-bit integers, so that sums of two are exact.
  _rect(x, y, w, h, color) {
    if (w <= 0 || h <= 0) return;
    const left = Math.max(x, 0);
    const right = Math.min(x + w, WIDTH);
    if (left >= right) return;
    const bottom = Math.min(y + h, HEIGHT);
    for (let row = Math.max(y, 0); row < bottom; row += 1) {
      this.screen.fill(color & 0xff, row * WIDTH + left, row * WIDTH + right);
    }
  }

  _blit(at, x, y, w, h, key) {
    if (w <= 0 || h <= 0) return;
    const bytes = this._guest();
    // At most 2^32 + 2^62: beyond 2^53 it is inexact and far too large.
    if (at + w * h > bytes.length) throw new HostTrap();
    const left = Math.max(x, 0);
    const right = Math.min(x + w, WIDTH);
    if (left >= right) return;
    const bottom = Math.min(y + h, HEIGHT);
    const { screen } = this;
    const skips = key >= 0 && key <= 255;
    for (let row = Math.max(y, 0); row < bottom; row += 1) {
      let from = at + (row - y) * w + (left - x);
      let to = row * WIDTH + left;
      if (!skips) {
        screen.set(bytes.subarray(from, from + right - left), to);
        continue;
      }
      for (const end = row * WIDTH + right; to < end; to += 1, from += 1) {
        const pixel = bytes[from];
        if (pixel !== key) screen[to] = pixel;
      }
    }
  }

  // xorshift32 (Marsaglia, 2003, triple 13, 17, 5).
  _next() {
    let s = this._random;
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    this._random = s;
    return s;
  }

  _light(index, rgb) {
    if (index >= 0 && index < LEDS) {
      this._hashed.setUint32(SCREEN_BYTES + index * 4, rgb & 0x00ffffff, true);
    }
  }

  _play(frequency, duration) {
    this._begin(TONE);
    this._fold32(frequency);
    this._fold32(duration);
    this.tone = frequency > 0 && duration > 0 ? { frequency, duration } : undefined;
  }

  _log(at, length) {
    const bytes = length === 0 ? NO_MEMORY : this._guest();
    if (length !== 0 && at + length > bytes.length) throw new HostTrap();
    this._begin(LOG);
    this._fold32(length);
    for (let i = at; i < at + length && length !== 0; i += 1) this._fold(bytes[i]);
    this.echo?.(bytes.slice(at, at + length));
  }

  _begin(kind) {
    this._fold(kind);
    this._event_count += 1;
  }

  _fold(byte) {
    this._events = Math.imul(this._events ^ byte, EVENT_PRIME);
  }

  _fold32(value) {
    for (let shift = 0; shift < 32; shift += 8) this._fold((value >>> shift) & 0xff);
  }
}
