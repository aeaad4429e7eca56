// The vectors of crates/badge/README.md, and the corners of its definitions.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Badge, DEFAULT_SEED, HostTrap, SCREEN_BYTES, WIDTH } from "./badge.mjs";
import { link_word } from "./bench.mjs";
import { xxh32 } from "./xxh32.mjs";

const memory = (bytes) => ({ buffer: Uint8Array.from(bytes).buffer });

function badge(bytes = []) {
  const made = new Badge(DEFAULT_SEED);
  made.attach(memory(bytes));
  return { made, env: made.imports().env };
}

const set = (made) => made.screen.reduce((count, pixel) => count + (pixel !== 0), 0);

test("xxh32 gives the published hashes", () => {
  const view = (text) => new DataView(Uint8Array.from(text, (c) => c.charCodeAt(0)).buffer);
  assert.equal(xxh32(view(""), 0), 0x02cc5d05);
  assert.equal(xxh32(view("a"), 0), 0x550d7456);
  assert.equal(xxh32(view("abc"), 0), 0x32d153ff);
  assert.equal(xxh32(view("Nobody inspects the spammish repetition"), 0), 0xe2293b2f);
});

test("a guest that does nothing", () => {
  const { made } = badge();
  const start = made.link(0);
  const first = made.link(start);
  const links = [start, first, made.link(first)].map(link_word);
  assert.deepEqual(links, ["d669b5b7", "79517755", "7af4e0a6"]);
});

test("a guest that draws, lights, sounds and logs", () => {
  const { made, env } = badge([0, 0, 104, 105]);
  made.enter_start();
  const start = made.link(0);
  made.enter_update(0, 0);
  env.rect(-2, -2, 4, 4, 0xe3);
  env.led(0, 0xff112233 | 0);
  env.tone(440, 100);
  env.log(2, 2);
  const first = made.link(start);
  made.enter_update(1, 0);
  const links = [start, first, made.link(first)].map(link_word);
  assert.deepEqual(links, ["d669b5b7", "fa567105", "1931674b"]);
  assert.equal(made.led(0), 0x112233);
});

test("random is xorshift32", () => {
  const { env } = badge();
  const numbers = [env.random(), env.random(), env.random()].map((number) => number >>> 0);
  assert.deepEqual(numbers, [0x510c4619, 0xe02e553e, 0x7bb98f3a]);
});

test("time is that of the frame", () => {
  const { made, env } = badge();
  made.enter_update(1, 0);
  assert.equal(env.millis(), 33);
  made.enter_update(599, 0x81);
  assert.deepEqual([env.millis(), env.buttons()], [19966, 0x81]);
  made.enter_start();
  assert.deepEqual([env.millis(), env.buttons()], [0, 0]);
});

test("rect clips on every side and never overflows", () => {
  const [most, least] = [0x7fffffff, -0x80000000];
  for (const [x, y, w, h, expected] of [
    [0, 0, 160, 128, SCREEN_BYTES],
    [-2, -2, 4, 4, 4],
    [158, 126, 4, 4, 4],
    [160, 0, 1, 1, 0],
    [-5, 0, 5, 5, 0],
    [most, most, most, most, 0],
    [least, least, most, most, 0],
    [-1, -1, most, most, SCREEN_BYTES],
    [10, 10, 0, 5, 0],
    [10, 10, 5, -1, 0],
  ]) {
    const { made, env } = badge();
    env.rect(x, y, w, h, 0x101);
    assert.equal(set(made), expected, `rect(${x}, ${y}, ${w}, ${h})`);
  }
});

test("blit checks the whole rectangle before clipping", () => {
  const { made, env } = badge(new Array(64).fill(7));
  for (const refused of [
    [1, 0, 0, 8, 8, -1],
    [1, 1000, 1000, 8, 8, -1],
    [-1, 0, 0, 1, 1, -1],
    [0, 0, 0, 65536, 65536, -1],
    [-1, 0, 0, 0x7fffffff, 0x7fffffff, -1],
  ]) {
    assert.throws(() => env.blit(...refused), HostTrap, `blit(${refused})`);
  }
  assert.equal(set(made), 0);
  env.blit(-1, 0, 0, 0, 8, -1);
  env.blit(0, 0, 0, 8, 8, -1);
  assert.equal(set(made), 64);
});

test("blit skips the key and keeps the row stride", () => {
  const { made, env } = badge([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  made.screen.fill(99);
  env.blit(0, -1, -1, 4, 3, 6);
  assert.deepEqual([...made.screen.subarray(0, 4)], [5, 99, 7, 99]);
  assert.deepEqual([...made.screen.subarray(WIDTH, WIDTH + 4)], [9, 10, 11, 99]);
  env.blit(0, 0, 0, 4, 1, 256);
  assert.deepEqual([...made.screen.subarray(0, 4)], [0, 1, 2, 3]);
});

test("pointers before there is memory lie outside", () => {
  const env = new Badge(1).imports().env;
  assert.throws(() => env.blit(0, 0, 0, 1, 1, -1), HostTrap);
  assert.throws(() => env.log(0, 1), HostTrap);
});

test("memory that grows is seen", () => {
  const made = new Badge(1);
  const grown = new WebAssembly.Memory({ initial: 1 });
  made.attach(grown);
  const { env } = made.imports();
  assert.throws(() => env.blit(65536, 0, 0, 1, 1, -1), HostTrap);
  grown.grow(1);
  new Uint8Array(grown.buffer)[65536] = 5;
  env.blit(65536, 0, 0, 1, 1, -1);
  assert.equal(made.screen[0], 5);
});

test("a log outside memory traps and leaves no event; an empty one is an event", () => {
  const { made, env } = badge([104, 105]);
  const idle = made.link(0);
  assert.throws(() => env.log(1, 2), HostTrap);
  assert.throws(() => env.log(0, -1), HostTrap);
  assert.equal(made.link(0), idle);
  env.log(-1, 0);
  assert.notEqual(made.link(0), idle);
});

test("leds beyond the fifth are ignored, a tone replaces the one before", () => {
  const { made, env } = badge();
  for (const index of [-1, 5, 0x7fffffff, -0x80000000]) env.led(index, -1);
  assert.deepEqual([0, 1, 2, 3, 4].map((index) => made.led(index)), [0, 0, 0, 0, 0]);
  env.tone(440, 100);
  assert.deepEqual(made.tone, { frequency: 440, duration: 100 });
  env.tone(440, -1);
  assert.equal(made.tone, undefined);
});

test("asking for real time marks the run", () => {
  const { made, env } = badge();
  made.clock = () => 42;
  assert.equal(made.nondeterministic, false);
  assert.equal(env.clock_ms(), 42);
  assert.equal(made.nondeterministic, true);
});
