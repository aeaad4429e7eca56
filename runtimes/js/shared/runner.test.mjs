// Whole runs: what a shell is told to print, for requests good and bad.

import assert from "node:assert/strict";
import { test } from "node:test";
import { web_assembly } from "./engine.mjs";
import { main } from "./runner.mjs";

// Sections of a module, each of fewer than 128 bytes.
const section = (id, ...bytes) => [id, bytes.length, ...bytes];
const name = (text) => [text.length, ...Array.from(text, (c) => c.charCodeAt(0))];
const [I32, I64, F32, F64, FUNC] = [0x7f, 0x7e, 0x7d, 0x7c, 0x60];
const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const MEMORY = section(5, 1, 0, 1);

/** A module of functions without locals: `[name, parameters, results, code]`. */
function module(functions, imports = []) {
  const kinds = [...imports.map(([, p, r]) => [p, r]), ...functions.map(([, p, r]) => [p, r])];
  const types = kinds.flatMap(([p, r]) => [FUNC, p.length, ...p, r.length, ...r]);
  const imported = imports.flatMap(([field], i) => [...name("env"), ...name(field), 0, i]);
  const bodies = functions.flatMap(([, , , code]) => [code.length + 2, 0, ...code, 0x0b]);
  const first = imports.length;
  return Uint8Array.from([
    ...HEADER,
    ...section(1, kinds.length, ...types),
    ...(first ? section(2, first, ...imported) : []),
    ...section(3, functions.length, ...functions.map((_, i) => first + i)),
    ...MEMORY,
    ...section(7, functions.length + 1, ...name("memory"), 2, 0,
      ...functions.flatMap(([field], i) => [...name(field), 0, first + i])),
    ...section(10, functions.length, ...bodies),
  ]);
}

const UNREACHABLE = [0x00];
const start = (code = []) => ["start", [], [], code];
const update = (code = []) => ["update", [], [], code];

async function ask(bytes, action, more = {}) {
  const said = { out: [], errors: [], exit: 0, files: {} };
  let time = 0;
  const shell = {
    now: () => (time += 100),
    read_input: () => JSON.stringify({ protocol: 1, config: "default", module: "m.wasm", action, ...more }),
    read_file: () => bytes,
    write_file: (path, content) => (said.files[path] = content),
    print: (text) => said.out.push(...text.split("\n").map((line) => JSON.parse(line))),
    print_error: (text) => said.errors.push(text),
    exit: (code) => (said.exit = code),
    peak_rss_bytes: () => 4096,
  };
  await main(shell, web_assembly("test", "1", { default: undefined }));
  return said;
}

const run = (more = {}) => ({ run: { workload: "w", frames: 2, trace: [[1, 7]], seed: 1, ...more } });
const invoke = (name, ...args) => ({ invoke: { function: name, arguments: args, seed: 1 } });
const types = ({ out }) => out.map((line) => line.type);
const last = ({ out }, type) => out.find((line) => line.type === type);

test("a whole run", async () => {
  const said = await ask(module([start(), update()]), run({ screens: { directory: "d", frames: [1] } }));
  assert.deepEqual(types(said), ["hello", "phase", "phase", "phase", "frame", "frame", "memory", "done"]);
  assert.deepEqual(last(said, "hello"), {
    type: "hello", protocol: 1, runtime: "test", config: "default", version: "1",
    unit: "ns", hz: 1e9, resolution: 100,
  });
  assert.deepEqual(last(said, "frame"), { type: "frame", index: 0, elapsed: 100, link: "79517755" });
  assert.deepEqual(last(said, "done"), { type: "done", frames: 2, link: "7af4e0a6", nondeterministic: false });
  assert.equal(said.files["d/1.bin"].length, 20500);
  assert.equal(said.exit, 0);
});

test("buttons hold from their frame on", async () => {
  // rect(0, 0, 1, 1, buttons())
  const draw = [0x41, 0, 0x41, 0, 0x41, 1, 0x41, 1, 0x10, 1, 0x10, 0];
  const imports = [["rect", [I32, I32, I32, I32, I32], []], ["buttons", [], [I32]]];
  const action = run({ frames: 3, trace: [[1, 7], [2, 0]], screens: { directory: "d", frames: [0, 1, 2] } });
  const said = await ask(module([start(), update(draw)], imports), action);
  assert.deepEqual([0, 1, 2].map((frame) => said.files[`d/${frame}.bin`][0]), [0, 7, 0]);
});

test("a trap ends the run without a link for its frame", async () => {
  const said = await ask(module([start(), update(UNREACHABLE)]), run());
  assert.deepEqual(types(said), ["hello", "phase", "phase", "phase", "trap", "memory", "done"]);
  const { frame, kind } = last(said, "trap");
  assert.deepEqual([frame, kind], [0, "unreachable"]);
  const started = await ask(module([start(UNREACHABLE), update()]), run());
  assert.equal(last(started, "trap").frame, -1);
  assert.equal(last(started, "done").link, "00000000");
});

test("a pointer outside memory is a trap of the host", async () => {
  const log = [0x41, 0x7f, 0x41, 1, 0x10, 0]; // log(-1, 1)
  const said = await ask(module([start(), update(log)], [["log", [I32, I32], []]]), run());
  assert.equal(last(said, "trap").kind, "host");
});

test("refusals name their stage and kind", async () => {
  const fails = async (bytes, stage, kind) => {
    const fail = last(await ask(bytes, run()), "fail");
    assert.deepEqual([fail.stage, fail.kind], [stage, kind]);
    assert.notEqual(fail.text, "");
  };
  await fails(Uint8Array.of(1, 2, 3), "compile", "invalid");
  await fails(module([start(), update()], [["missing", [], []]]), "instantiate", "import");
  await fails(module([start()]), "instantiate", "export");
  await fails(module([start(), ["update", [I32], [], []]]), "instantiate", "export");
});

test("what a config lacks is unsupported", async () => {
  for (const more of [{ fuel: 5 }, { interrupt_ms: 5 }]) {
    const fail = last(await ask(module([start(), update()]), run(more)), "fail");
    assert.deepEqual([fail.stage, fail.kind], ["instantiate", "unsupported"]);
  }
});

test("invoke passes values of every type", async () => {
  const same = (type) => [["same", [type], [type], [0x20, 0]]];
  for (const [type, given, shown] of [
    [I32, "4294967295", "i32:-1"],
    [I64, "i64:-9223372036854775808", "i64:-9223372036854775808"],
    [F32, "f32:0.1", "f32:0.1"],
    [F32, "f32:1e20", "f32:1e20"],
    [F64, "f64:-0.0", "f64:-0.0"],
    [F64, "f64:1e15", "f64:1000000000000000.0"],
    [F64, "f64:0.00001", "f64:1e-5"],
    [F64, "f64:nan", "f64:NaN"],
    [F64, "f64:-inf", "f64:-inf"],
  ]) {
    const said = await ask(module(same(type)), invoke("same", given));
    assert.deepEqual(last(said, "results")?.values, [shown], given);
  }
  const pair = [["pair", [], [I64, F32], [0x42, 5, 0x43, 0, 0, 0xc0, 0x3f]]];
  assert.deepEqual(last(await ask(module(pair), invoke("pair")), "results").values, ["i64:5", "f32:1.5"]);
});

test("invoke refuses what does not fit, and reports a trap as a refusal", async () => {
  const bytes = module([["take", [I32], [], UNREACHABLE]]);
  const kind = async (action) => last(await ask(bytes, action), "fail").kind;
  assert.equal(await kind(invoke("take")), "export");
  assert.equal(await kind(invoke("take", "f32:1")), "export");
  assert.equal(await kind(invoke("other", "1")), "export");
  assert.equal(await kind(invoke("take", "1")), "unreachable");
  const float = module([["take", [F32], [], UNREACHABLE]]);
  for (const [argument, due] of [["f32:nan:0x1", "unsupported"], ["f32:nan", "unreachable"]]) {
    assert.equal(last(await ask(float, invoke("take", argument)), "fail").kind, due);
  }
});

test("a bad request is answered on standard error with exit code 2", async () => {
  const bytes = module([start(), update()]);
  for (const [action, more] of [
    [run({ frames: -1 })],
    [run({ seed: 0 })],
    [run({ surprise: 1 })],
    [run({ trace: [[0]] })],
    [{}],
    [{ ...run(), ...invoke("f") }],
    [invoke("f", "i31:1")],
    [invoke("f", "i32:1.5")],
    [{ prepare: { output: "o", for: "host" } }],
    [run(), { protocol: 2 }],
    [run(), { config: "other" }],
  ]) {
    const said = await ask(bytes, action, more);
    assert.deepEqual([said.exit, said.out.length, said.errors.length], [2, 0, 1], JSON.stringify([action, more]));
  }
});
