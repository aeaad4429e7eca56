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
  #hashed = new DataView(new ArrayBuffer(SCREEN_BYTES + LEDS * 4 + 8));
  #events = EVENT_BASIS;
  #event_count = 0;
  #memory = undefined;
  // A view of guest memory. Growing detaches it, whereupon its length is 0.
  #bytes = NO_MEMORY;
  #random;

  screen = new Uint8Array(this.#hashed.buffer, 0, SCREEN_BYTES);
  buttons = 0;
  millis = 0;
  tone = undefined;
  nondeterministic = false;
  clock = () => 0;
  /** Where the bytes of `log` go besides the hash. */
  echo = undefined;

  constructor(seed) {
    this.#random = seed;
  }

  /** Guest memory: an object whose `buffer` is what it holds now. */
  attach(memory) {
    this.#memory = memory;
    this.#bytes = NO_MEMORY;
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
    this.#hashed.setUint32(SCREEN_BYTES + LEDS * 4, this.#events, true);
    this.#hashed.setUint32(SCREEN_BYTES + LEDS * 4 + 4, this.#event_count, true);
    this.#events = EVENT_BASIS;
    this.#event_count = 0;
    return xxh32(this.#hashed, previous);
  }

  /** Screen and LEDs, as they are written to files. */
  picture() {
    return new Uint8Array(this.#hashed.buffer.slice(0, SCREEN_BYTES + LEDS * 4));
  }

  led(index) {
    return this.#hashed.getUint32(SCREEN_BYTES + index * 4, true);
  }

  /** The import object. */
  imports() {
    return {
      env: {
        rect: (x, y, w, h, color) => this.#rect(x, y, w, h, color),
        blit: (at, x, y, w, h, key) => this.#blit(at >>> 0, x, y, w, h, key),
        buttons: () => this.buttons,
        millis: () => this.millis,
        random: () => this.#next(),
        led: (index, rgb) => this.#light(index, rgb),
        tone: (frequency, duration) => this.#play(frequency, duration),
        log: (at, length) => this.#log(at >>> 0, length >>> 0),
        clock_ms: () => {
          this.nondeterministic = true;
          return this.clock() | 0;
        },
      },
    };
  }

  #guest() {
    if (this.#bytes.length === 0 && this.#memory !== undefined) {
      this.#bytes = new Uint8Array(this.#memory.buffer);
    }
    return this.#bytes;
  }

  // Coordinates are 32-bit integers, so that sums of two are exact.
  #rect(x, y, w, h, color) {
    if (w <= 0 || h <= 0) return;
    const left = Math.max(x, 0);
    const right = Math.min(x + w, WIDTH);
    if (left >= right) return;
    const bottom = Math.min(y + h, HEIGHT);
    for (let row = Math.max(y, 0); row < bottom; row += 1) {
      this.screen.fill(color & 0xff, row * WIDTH + left, row * WIDTH + right);
    }
  }

  #blit(at, x, y, w, h, key) {
    if (w <= 0 || h <= 0) return;
    const bytes = this.#guest();
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
  #next() {
    let s = this.#random;
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    this.#random = s;
    return s;
  }

  #light(index, rgb) {
    if (index >= 0 && index < LEDS) {
      this.#hashed.setUint32(SCREEN_BYTES + index * 4, rgb & 0x00ffffff, true);
    }
  }

  #play(frequency, duration) {
    this.#begin(TONE);
    this.#fold32(frequency);
    this.#fold32(duration);
    this.tone = frequency > 0 && duration > 0 ? { frequency, duration } : undefined;
  }

  #log(at, length) {
    const bytes = length === 0 ? NO_MEMORY : this.#guest();
    if (length !== 0 && at + length > bytes.length) throw new HostTrap();
    this.#begin(LOG);
    this.#fold32(length);
    for (let i = at; i < at + length && length !== 0; i += 1) this.#fold(bytes[i]);
    this.echo?.(bytes.slice(at, at + length));
  }

  #begin(kind) {
    this.#fold(kind);
    this.#event_count += 1;
  }

  #fold(byte) {
    this.#events = Math.imul(this.#events ^ byte, EVENT_PRIME);
  }

  #fold32(value) {
    for (let shift = 0; shift < 32; shift += 8) this.#fold((value >>> shift) & 0xff);
  }
}
