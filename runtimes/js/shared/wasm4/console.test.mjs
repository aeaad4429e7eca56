// Registers, disk, traces, the stand-in font, and that every call comes to an
// end: what crates/wasm4/tests/life.rs asks of the console in Rust.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { HostTrap } from "../badge.mjs";
import { Console } from "./console.mjs";
import { FONT_BYTES, font } from "./font.mjs";
import { PAGE_BYTES, frame } from "./page.mjs";

const shell = { read_file: (path) => new Uint8Array(readFileSync(path)) };
const STAND_IN = font(shell, undefined);

/** A console with its page and imports, and the lines that are traced. */
function fresh() {
  const lines = [];
  const console = new Console(STAND_IN, (line) => lines.push(line));
  const memory = { buffer: new ArrayBuffer(PAGE_BYTES) };
  console.begin(memory);
  return { console, memory, lines, page: new Uint8Array(memory.buffer), env: console.imports().env };
}

/** Numbers of 16 bits. */
function random() {
  let state = 1;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 16;
}

const bytes_of = (text) => Array.from(text, (character) => character.charCodeAt(0));

test("a fresh page has the first values and nothing else", () => {
  const { page } = fresh();
  assert.deepEqual([...page.subarray(4, 0x20)], [
    0xcf, 0xf8, 0xe0, 0, 0x6c, 0xc0, 0x86, 0, 0x50, 0x68, 0x30, 0, 0x21, 0x18, 0x07, 0,
    3, 0x12, 0, 0, 0, 0, 0xff, 0x7f, 0xff, 0x7f, 0, 0,
  ]);
  assert.ok([...page.subarray(0, 4), ...page.subarray(0x20)].every((byte) => byte === 0));
});

test("a tick writes the pads and clears the frame unless it is kept", () => {
  const { console, page } = fresh();
  page[0xa0] = 0xff;
  page[0x1f] = 1;
  console.enter_update([0x81, 2, 3, 4]);
  assert.deepEqual([page[0xa0], ...page.subarray(0x16, 0x1a)], [0xff, 0x81, 2, 3, 4]);
  page[0x1f] = 2;
  console.enter_update([0, 0, 0, 0]);
  assert.equal(page[0xa0], 0);
});

test("a link covers frame buffer, palette and tones", () => {
  const { console, page, env } = fresh();
  const links = [console.link(0)];
  const changed = () => {
    links.push(console.link(0));
    assert.equal(new Set(links).size, links.length);
  };
  page[0xa0 + 6399] = 1;
  changed();
  page[0x12] = 1;
  changed();
  env.tone(440, 10, 100, 0);
  changed();
  env.tone(440, 10, 100, 0);
  changed();
  page[0x13] = 1;
  page[0x14] = 0xff;
  page[0x19a0] = 1;
  assert.equal(console.link(0), links[links.length - 1], "the top byte of a colour, and what is not shown");
  assert.notEqual(console.link(1), console.link(0));
});

test("a memory that was detached is seen again", () => {
  const { console, memory, page, env } = fresh();
  memory.buffer = structuredClone(page.buffer, { transfer: [page.buffer] });
  env.rect(0, 0, 160, 160);
  assert.ok(frame(new Uint8Array(memory.buffer)).some((byte) => byte !== 0));
  assert.equal(console.picture().length, 6416);
});

test("the disk replaces, cuts and refuses", () => {
  const { page, env } = fresh();
  page.set(bytes_of("old"), 0x2000);
  assert.equal(env.diskw(0x2000, 3), 3);
  assert.equal(env.diskr(0x3000, 100), 3);
  assert.deepEqual([...page.subarray(0x3000, 0x3004)], [...bytes_of("old"), 0]);
  assert.equal(env.diskr(0x4000, 2), 2);
  assert.equal(env.diskw(0x2001, 1), 1);
  assert.equal(env.diskr(PAGE_BYTES - 1, 100), 1);
  assert.equal(page[PAGE_BYTES - 1], "l".charCodeAt(0));
  assert.equal(env.diskw(0, 0x7fffffff), 1024);
  for (const args of [[0, -1], [65_535, 2], [-1, 1]]) {
    assert.throws(() => env.diskw(...args), HostTrap);
    assert.throws(() => env.diskr(...args), HostTrap);
  }
  assert.equal(env.diskr(0, 2000), 1024);
});

test("traces are decoded, each a line", () => {
  const { page, lines, env } = fresh();
  page.set([0x68, 0xc3, 0xa9, 0xff, 0x21, 0, 0x6e, 0x6f], 0x2000);
  env.trace(0x2000);
  env.traceUtf8(0x2000, 3);
  env.traceUtf8(0x2000, -1);
  env.traceUtf8(-1, 4);
  page.set([0x3d, 0xd8, 0x00, 0xde, 0x41, 0, 0x00, 0xd8, 0x42], 0x2000);
  env.traceUtf16(0x2000, 9);
  assert.deepEqual(lines, ["hé\ufffd!", "hé", "", "", "\u{1f600}A\ufffd"]);
});

test("formats read their arguments without alignment", () => {
  const { page, lines, env } = fresh();
  page.set(bytes_of("%d %x %c|%s|%f %% %q %"), 0x2000);
  page.set(bytes_of("str"), 0x3000);
  const view = new DataView(page.buffer);
  [-7, -255, 0x41, 0x3000].forEach((word, i) => view.setInt32(0x4001 + 4 * i, word, true));
  view.setFloat64(0x4011, 1.5, true);
  env.tracef(0x2000, 0x4001);
  env.tracef(0x2000, -1);
  assert.deepEqual(lines, ["-7 -ff A|str|1.5 % %q %", "0 0 \0||0 % %q %"]);
});

test("floats have no exponent", () => {
  const { page, lines, env } = fresh();
  page.set(bytes_of("%f"), 0x2000);
  const cases = [
    [-0, "-0"], [3, "3"], [-0.001, "-0.001"], [1e21, `1${"0".repeat(21)}`], [1.5e20, `15${"0".repeat(19)}`],
    [1.25e-7, "0.000000125"], [1e-7, "0.0000001"], [Infinity, "inf"], [-Infinity, "-inf"], [NaN, "NaN"],
    [123456.789, "123456.789"], [12345678901234567890, "12345678901234567000"],
  ];
  for (const [value] of cases) {
    new DataView(page.buffer).setFloat64(0x4000, value, true);
    env.tracef(0x2000, 0x4000);
  }
  assert.deepEqual(lines, cases.map(([, text]) => text));
});

test("a line without end is cut, and soon", () => {
  const { page, lines, env } = fresh();
  page.fill("a".charCodeAt(0), 0x2000);
  env.trace(0x2000);
  env.traceUtf16(0x2000, 0x7fffffff);
  // A format that names nothing but long strings.
  for (let i = 0; i < 0x7000; i += 2) page.set(bytes_of("%s"), 0x2000 + i);
  page[0x9000] = 0;
  page.fill(0x40, 0xa000, 0x10000);
  env.tracef(0x2000, 0xa000);
  assert.deepEqual(lines.map((line) => Buffer.byteLength(line) <= 4096), [true, true, true]);
  assert.equal(lines[0].length, 4096);
});

/** A line as the console defines it, taken from its first pixel to its last. */
function stepped(page, x, y, x2, y2) {
  if (y > y2) [x, y, x2, y2] = [x2, y2, x, y];
  const [dx, dy] = [Math.abs(x2 - x), y2 - y];
  const sx = x < x2 ? 1 : -1;
  for (let error = Math.trunc((dx > dy ? dx : -dy) / 2); ; ) {
    if (x >= 0 && x < 160 && y >= 0 && y < 160) page[0xa0 + ((y * 160 + x) >> 2)] |= 2 << (2 * (x & 3));
    if (x === x2 && y === y2) return;
    const old = error;
    if (old > -dx) [error, x] = [error - dy, x + sx];
    if (old < dy) [error, y] = [error + dx, y + 1];
  }
}

test("a line enters the screen where its steps would", () => {
  const { page, env } = fresh();
  page.set([3, 0], 0x14);
  const any = random();
  for (let round = 0; round < 3000; round += 1) {
    // Small ones too, which often pass through the middle between two pixels.
    const [low, spread] = round % 2 === 0 ? [-10, 30] : [-300, 800];
    const ends = Array.from({ length: 4 }, () => low + (any() % spread));
    const expected = page.map((byte, at) => (at < 0xa0 ? byte : 0));
    stepped(expected, ...ends);
    frame(page).fill(0);
    env.line(...ends);
    assert.ok(Buffer.compare(page, expected) === 0, String(ends));
  }
});

test("no call takes long or leaves its place", () => {
  const { page, env } = fresh();
  const ends = [-0x80000000, -0x7fffffff, -1, 0, 1, 159, 65_535, 0x7ffffffe, 0x7fffffff];
  const drawing = {
    blit: 6, blitSub: 9, line: 4, hline: 3, vline: 3, oval: 4, rect: 4, text: 3, textUtf8: 4, textUtf16: 4,
  };
  const any = random();
  const begun = performance.now();
  for (const [name, count] of Object.entries(drawing)) {
    for (let round = 0; round < 200; round += 1) {
      page.fill(0x2d, 0x2000);
      page.set([any(), any()], 0x14);
      const before = page.slice(0, 0xa0);
      env[name](...Array.from({ length: count }, () => ends[any() % ends.length]));
      assert.deepEqual(page.subarray(0, 0xa0), before, name);
      assert.ok(page.subarray(0x19a0, 0x2000).every((byte) => byte === 0), name);
      assert.ok(page.subarray(0x2000).every((byte) => byte === 0x2d), name);
    }
  }
  // Generous: a line of 2^31 pixels, taken pixel by pixel, needs seconds alone.
  assert.ok(performance.now() - begun < 30_000);
});

test("every code with a glyph has ink and no other", () => {
  assert.equal(STAND_IN.length, FONT_BYTES);
  for (let code = 32; code < 256; code += 1) {
    const glyph = STAND_IN.subarray(8 * (code - 32), 8 * (code - 31));
    const blank = [0x20, 0x82, 0x83, 0xad].includes(code) || (code >= 0x88 && code <= 0xa0);
    assert.equal(glyph.every((row) => row === 0xff), blank, `code ${code}`);
  }
});
