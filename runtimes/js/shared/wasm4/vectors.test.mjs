// What the console's own web runtime drew: crates/wasm4/tests/vectors.txt.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { Console } from "./console.mjs";
import { font } from "./font.mjs";
import { frame } from "./page.mjs";

const shell = { read_file: (path) => new Uint8Array(readFileSync(path)) };
const OWN = process.env.WASM4_FONT;
const VECTORS = new URL("../../../../crates/wasm4/tests/vectors.txt", import.meta.url);
const hex = (word) => parseInt(word, 16);
const bytes = (word) => Array.from(word.match(/../g), hex);

/** The page after the calls of a vector. */
function drawn(calls) {
  const console = new Console(font(shell, OWN));
  const memory = { buffer: new ArrayBuffer(65_536) };
  console.begin(memory);
  const page = new Uint8Array(memory.buffer);
  const { env } = console.imports();
  for (const call of calls.split("; ").filter((call) => call !== "")) {
    const [name, ...words] = call.split(" ");
    if (name === "dc") page.set([hex(words[0]) & 0xff, hex(words[0]) >> 8], 0x14);
    else if (name === "poke") page.set(bytes(words[1]), hex(words[0]));
    else {
      const address = /^(blit|text)/.test(name);
      env[name](...words.map((word, i) => (i === 0 && address ? hex(word) : Number(word))));
    }
  }
  return page;
}

const lines = readFileSync(VECTORS, "utf8").split("\n");
const vectors = lines.filter((line) => line !== "" && !line.startsWith("#"));

test("there are vectors", () => assert.ok(vectors.length > 50));

for (const line of vectors) {
  const [name, crc, counts, calls] = line.split("|").map((field) => field.trim());
  const skip = calls.includes("text") && OWN === undefined && "WASM4_FONT names no font of the console";
  test(`the web runtime draws ${name} too`, { skip }, () => {
    const picture = frame(drawn(calls));
    const seen = [0, 0, 0, 0];
    for (const byte of picture) for (const shift of [0, 2, 4, 6]) seen[(byte >> shift) & 3] += 1;
    assert.equal(seen.join(" "), counts);
    assert.equal(crc32(picture).toString(16).padStart(8, "0"), crc);
  });
}
