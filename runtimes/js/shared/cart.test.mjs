// The life of a cartridge, with functions of JavaScript in place of a guest's.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { HostTrap } from "./badge.mjs";
import { main } from "./runner.mjs";

const KEEP_FRAME = 1;

/** Asks for a cartridge whose exports `guest` makes of page and imports. */
async function ask(guest, more = {}, engine = {}) {
  const said = { out: [], errors: [], exit: 0, files: {} };
  let time = 0;
  const cart = { ticks: 2, ...more };
  const files = { "m.wasm": new Uint8Array(0), "short.bin": new Uint8Array(5) };
  const shell = {
    now: () => (time += 100),
    read_input: () => JSON.stringify({ protocol: 1, config: "default", module: "m.wasm", action: { cart } }),
    read_file: (path) => files[path] ?? new Uint8Array(readFileSync(path)),
    write_file: (path, content) => (said.files[path] = content),
    print: (text) => said.out.push(...text.split("\n").map((line) => JSON.parse(line))),
    print_error: (text) => said.errors.push(text),
    exit: (code) => (said.exit = code),
    peak_rss_bytes: () => 4096,
  };
  const instantiate = (module, { env }) => ({ exports: guest(new Uint8Array(env.memory.buffer), env) });
  const memory = (pages) => ({ buffer: new ArrayBuffer(pages * 65_536) });
  const configs = { default: undefined };
  await main(shell, { name: "test", version: "1", configs, compile: () => ({}), instantiate, memory, ...engine });
  return said;
}

const types = ({ out }) => out.map((line) => line.phase ?? line.type);
const of_type = ({ out }, type) => out.find((line) => line.type === type);

test("entries come in order, and start sees no pads and no frame after it", async () => {
  const calls = [];
  const seen = [];
  const said = await ask((page) => {
    const entry = (name) => () => {
      calls.push(name);
      if (name === "start" || name === "update") seen.push([page[0x16], page[0x1a], page[0xa0]]);
      page[0xa0] = 0xff;
      if (name === "update") page[0x1f] = KEEP_FRAME;
      return 7;
    };
    return Object.fromEntries(["update", "start", "_initialize", "_start"].map((name) => [name, entry(name)]));
  }, { pads: [[0, [0x81, 0, 0, 0]]], pictures: "p" });
  assert.deepEqual(calls, ["_start", "_initialize", "start", "update", "update"]);
  assert.deepEqual(seen, [[0, 0xff, 0xff], [0x81, 0xff, 0], [0x81, 0xff, 0xff]]);
  assert.deepEqual(types(said), ["hello", "compile", "instantiate", "start", "frame", "frame", "memory", "done"]);
  assert.deepEqual(said.out.map((line) => line.elapsed).slice(1, 6), [100, 100, 300, 100, 100]);
  assert.equal(said.files.p.length, 2 * 6416);
  assert.deepEqual([...said.files.p.subarray(0, 4), said.files.p[16]], [0xcf, 0xf8, 0xe0, 0, 0xff]);
});

test("a trap ends a cartridge wherever it comes", async () => {
  for (const [name, frame] of [["_start", -1], ["_initialize", -1], ["start", -1], ["update", 0]]) {
    const said = await ask((page, { diskr }) => ({ [name]: () => diskr(0, -1) }), { pictures: "p" });
    assert.deepEqual(of_type(said, "trap"), { type: "trap", frame, kind: "host", text: new HostTrap().message });
    assert.equal(of_type(said, "done").frames, 0);
    assert.equal(of_type(said, "done").link === "00000000", frame === -1);
    assert.equal(said.files.p.length, 0, "nothing was shown");
  }
});

test("a cartridge without exports ticks, and an export with parameters is none", async () => {
  const chain = (said) => said.out.map((line) => line.link);
  const absent = await ask(() => ({}));
  const other = await ask((page) => ({ start: (x) => (page[0xa0] = x), update: 1 }));
  assert.deepEqual(types(absent), ["hello", "compile", "instantiate", "start", "frame", "frame", "memory", "done"]);
  assert.deepEqual(chain(other), chain(absent));
});

test("pads hold from their tick on", async () => {
  const seen = [];
  const pads = [[1, [1, 2, 3, 4]], [2, [0, 0, 0, 9]]];
  await ask((page) => ({ update: () => seen.push([...page.subarray(0x16, 0x1a)]) }), { ticks: 4, pads });
  assert.deepEqual(seen, [[0, 0, 0, 0], [1, 2, 3, 4], [0, 0, 0, 9], [0, 0, 0, 9]]);
});

test("traces are told where they are asked for", async () => {
  const guest = (page, { traceUtf8 }) => ({ update: () => traceUtf8(0x14, 0) });
  assert.deepEqual((await ask(guest, { ticks: 1, echo_trace: true })).errors, [""]);
  assert.deepEqual((await ask(guest, { ticks: 1 })).errors, []);
});

test("an engine that takes no memory of its host says so", async () => {
  const said = await ask(() => ({}), {}, { memory: undefined });
  const { stage, kind } = of_type(said, "fail");
  assert.deepEqual([stage, kind], ["instantiate", "unsupported"]);
});

test("a memory of another size is refused", async () => {
  const said = await ask(() => ({ memory: { buffer: new ArrayBuffer(131_072) } }));
  const { stage, kind } = of_type(said, "fail");
  assert.deepEqual([stage, kind], ["instantiate", "export"]);
});

test("a bad request is answered on standard error with exit code 2", async () => {
  for (const more of [
    { ticks: -1 },
    { ticks: null },
    { pads: null },
    { pads: [[0, [0, 0, 0]]] },
    { pads: [[0, [0, 0, 0, 256]]] },
    { pads: [[0, 0]] },
    { seed: 1 },
    { echo_trace: 1 },
    { font: "short.bin" },
    { font: "/nonexistent" },
  ]) {
    const said = await ask(() => ({}), more);
    assert.deepEqual([said.exit, said.out.length, said.errors.length], [2, 0, 1], JSON.stringify(more));
  }
});
