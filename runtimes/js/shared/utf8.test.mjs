// UTF-8 as the standard's own decoder has it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cut, decode, decode_bytes_as_characters, encode_bytes_as_characters } from "./utf8.mjs";

test("text of every length of code passes through", () => {
  for (const text of ["", "plain", "hé", "…", "𝄞 and 😀"]) {
    assert.equal(decode(new TextEncoder().encode(text)), text);
    assert.equal(decode_bytes_as_characters(encode_bytes_as_characters(text)), text);
  }
});

test("what is no UTF-8 is replaced as by the standard's decoder", () => {
  for (const bytes of [
    [0xff],
    [0x68, 0xc3],
    [0xc3, 0x28],
    [0xe2, 0x80],
    [0x80, 0x41],
    [0xf5, 0x41],
    [0xc0, 0xaf],
    [0xe0, 0x80, 0xaf],
    [0xe0, 0x80],
    [0xed, 0xa0, 0x80],
    [0xed, 0xa0],
    [0xf0, 0x80, 0x80, 0x41],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf0, 0x9f, 0x98],
  ]) {
    const given = Uint8Array.from(bytes);
    assert.equal(decode(given), new TextDecoder().decode(given), String(bytes));
  }
});

test("a text is cut between characters", () => {
  assert.equal(cut("abc", 3), "abc");
  assert.equal(cut("abcd", 3), "abc");
  assert.equal(cut("aé", 2), "a");
  assert.equal(cut("😀", 3), "");
  assert.equal(cut("…x", 3), "…");
});
