// The words of each engine, as its traps were seen to say them, and the kinds
// they stand for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { HostTrap } from "./badge.mjs";
import { Refusal, call_kind, compile_kind, instantiate_kind } from "./errors.mjs";

const trap = (text) => call_kind(new WebAssembly.RuntimeError(text));

const V8 = [
  ["unreachable", "unreachable"],
  ["memory access out of bounds", "memory-out-of-bounds"],
  ["table index is out of bounds", "table-out-of-bounds"],
  // One phrase for a null element and for another type.
  ["null function or function signature mismatch", "unknown"],
  ["divide by zero", "integer-divide-by-zero"],
  ["remainder by zero", "integer-divide-by-zero"],
  ["divide result unrepresentable", "integer-overflow"],
  // One phrase for NaN and for what is too large.
  ["float unrepresentable in integer range", "unknown"],
  ["WebAssembly.Instance(): data segment is out of bounds", "memory-out-of-bounds"],
];

const JAVASCRIPTCORE = [
  ["Unreachable code should not be executed (evaluating 'call()')", "unreachable"],
  ["Out of bounds memory access (evaluating 'call()')", "memory-out-of-bounds"],
  ["Out of bounds call_indirect (evaluating 'call()')", "table-out-of-bounds"],
  ["call_indirect to a null table entry (evaluating 'call()')", "uninitialized-element"],
  ["call_indirect to a signature that does not match (evaluating 'call()')", "indirect-call-type-mismatch"],
  ["Division by zero (evaluating 'call()')", "integer-divide-by-zero"],
  ["Integer overflow (evaluating 'call()')", "integer-overflow"],
  // One phrase for NaN and for what is too large.
  ["Out of bounds Trunc operation (evaluating 'call()')", "unknown"],
  ["Invalid data segment initialization: segment of 1 bytes", "memory-out-of-bounds"],
];

const SPIDERMONKEY = [
  ["unreachable executed", "unreachable"],
  // One phrase for memory and for tables.
  ["index out of bounds", "unknown"],
  ["indirect call to null", "uninitialized-element"],
  ["indirect call signature mismatch", "indirect-call-type-mismatch"],
  ["integer divide by zero", "integer-divide-by-zero"],
  ["integer overflow", "integer-overflow"],
  ["invalid conversion to integer", "invalid-conversion"],
];

for (const [engine, words] of Object.entries({ V8, JAVASCRIPTCORE, SPIDERMONKEY })) {
  test(`the words of ${engine}`, () => {
    for (const [text, kind] of words) assert.equal(trap(text), kind, text);
  });
}

test("endless recursion is an error of JavaScript in every engine", () => {
  class InternalError extends Error {}
  assert.equal(call_kind(new RangeError("Maximum call stack size exceeded")), "stack-exhausted");
  assert.equal(call_kind(new RangeError("Maximum call stack size exceeded.")), "stack-exhausted");
  assert.equal(call_kind(new InternalError("too much recursion")), "stack-exhausted");
});

test("what the host refuses and what nobody foresaw", () => {
  assert.equal(call_kind(new HostTrap()), "host");
  assert.equal(call_kind(new Refusal("export", "no f")), "export");
  assert.equal(trap("something new"), "unknown");
  assert.equal(call_kind(new TypeError("Cannot convert 5 to a BigInt")), "other");
});

test("compile and instantiate", () => {
  assert.equal(compile_kind(new WebAssembly.CompileError("expected magic word")), "invalid");
  assert.equal(compile_kind(new WebAssembly.CompileError("invalid type (enable with --x)")), "unsupported");
  assert.equal(instantiate_kind(new WebAssembly.LinkError("function import requires a callable")), "import");
  assert.equal(instantiate_kind(new TypeError("module is not an object or function")), "import");
  assert.equal(instantiate_kind(new WebAssembly.RuntimeError("unreachable")), "unreachable");
});
