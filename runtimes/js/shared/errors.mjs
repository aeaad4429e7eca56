// What went wrong, in the words of the protocol.

import { HostTrap } from "./badge.mjs";

/** A bad request: the runner says so on standard error and exits with 2. */
export class BadRequest extends Error {}

/** A refusal with its kind (crates/protocol/README.md) and the engine's words. */
export class Refusal extends Error {
  constructor(kind, text) {
    super(text);
    this.kind = kind;
  }
}

/** Kinds that are traps, hence `trap` lines when a call ends with them. */
const TRAPS = new Set([
  "unreachable",
  "memory-out-of-bounds",
  "table-out-of-bounds",
  "indirect-call-type-mismatch",
  "uninitialized-element",
  "integer-divide-by-zero",
  "integer-overflow",
  "invalid-conversion",
  "stack-exhausted",
  "host",
  "unknown",
]);

// The words of V8, JavaScriptCore, SpiderMonkey. A phrase that stands for two
// kinds (V8 has one for a null element and for another type, and one for every
// float that does not fit) is `unknown`.
const PHRASES = [
  [/call stack|too much recursion|stack overflow/i, "stack-exhausted"],
  [/null function or function signature/i, "unknown"],
  [/float unrepresentable|Out of bounds Trunc/i, "unknown"],
  [/data segment/i, "memory-out-of-bounds"],
  [/(element|table) (segment|initializer)|Invalid element segment/i, "table-out-of-bounds"],
  [/unreachable/i, "unreachable"],
  [/memory access out of bounds|Out of bounds memory access/i, "memory-out-of-bounds"],
  [/table (index|access|entry).*out of bounds|Out of bounds (call_indirect|table)/i, "table-out-of-bounds"],
  [/signature (that does not match|mismatch)/i, "indirect-call-type-mismatch"],
  [/to a null table entry|indirect call to null/i, "uninitialized-element"],
  [/divide result unrepresentable|integer overflow|overflow/i, "integer-overflow"],
  [/(divide|remainder|division) by zero/i, "integer-divide-by-zero"],
  [/invalid conversion to integer/i, "invalid-conversion"],
];

export const is_trap = (kind) => TRAPS.has(kind);

/** The text of whatever was thrown. */
export const text_of = (error) => (error instanceof Error ? error.message : String(error));

/** The kind of what a call into the guest threw. */
export function call_kind(error) {
  if (error instanceof Refusal) return error.kind;
  if (error instanceof HostTrap) return "host";
  const text = text_of(error);
  const exhausted = error?.constructor?.name !== "RuntimeError" && PHRASES[0][0].test(text);
  if (exhausted) return "stack-exhausted";
  if (/out of memory|allocation failed/i.test(text)) return "out-of-memory";
  if (error?.constructor?.name !== "RuntimeError") return "other";
  return PHRASES.find(([phrase]) => phrase.test(text))?.[1] ?? "unknown";
}

/** The kind of what `compile` threw. */
export function compile_kind(error) {
  if (error instanceof Refusal) return error.kind;
  const text = text_of(error);
  if (/enable with|not (enabled|supported)|unsupported|disabled/i.test(text)) return "unsupported";
  if (/out of memory|allocation failed/i.test(text)) return "out-of-memory";
  return "invalid";
}

/** The kind of what `instantiate` threw: links, or a trap of a segment. */
export function instantiate_kind(error) {
  if (error instanceof Refusal || error instanceof HostTrap) return call_kind(error);
  // A missing module object is a TypeError, a missing field a LinkError.
  if (["LinkError", "TypeError"].includes(error?.constructor?.name)) return "import";
  return call_kind(error);
}
