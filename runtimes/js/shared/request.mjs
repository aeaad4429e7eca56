// The request, as strict as the reader of the Rust runners.

import { BadRequest, text_of } from "./errors.mjs";

export const VERSION = 1;

const U8 = 0xff;
const U32 = 0xffffffff;

/** Reads a request; throws `BadRequest` with the place of a mistake. */
export function parse_request(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw bad("", error.message);
  }
  const request = shaped(value, "", { protocol: integer(U32), config: word, module: word, action: action });
  if (request.protocol !== VERSION) {
    throw new BadRequest(`the request speaks protocol ${request.protocol}, this runner ${VERSION}`);
  }
  return request;
}

/** Bytes of a file that a request names. */
export function file(shell, path) {
  try {
    return shell.read_file(path);
  } catch (error) {
    throw new BadRequest(`${path}: ${text_of(error)}`);
  }
}

/**
 * What is held in each frame, asked for in increasing order: the second of a
 * pair from the frame on that is its first.
 */
export function pressed(trace, nothing) {
  let next = 0;
  let held = nothing;
  return (frame) => {
    for (; next < trace.length && trace[next][0] <= frame; next += 1) held = trace[next][1];
    return held;
  };
}

const bad = (place, reason) =>
  new BadRequest(
    `the request on standard input: ${place}${place && ": "}${reason}; crates/protocol/README.md defines it`,
  );

/** An object with these keys and no others; a key ending in `?` may be absent. */
function shaped(value, place, shape) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw bad(place, "expected an object");
  }
  const keys = Object.keys(shape).map((key) => key.replace("?", ""));
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw bad(place, `unknown key ${unknown}`);
  const read = {};
  for (const [key, reader] of Object.entries(shape)) {
    const name = key.replace("?", "");
    if (value[name] !== undefined) read[name] = reader(value[name], place ? `${place}.${name}` : name);
    else if (key === name) throw bad(place, `missing key ${name}`);
  }
  return read;
}

function action(value, place) {
  const read = shaped(value, place, {
    "run?": run,
    "prepare?": prepare,
    "invoke?": invoke,
    "cart?": cart,
    "script?": script,
  });
  const names = Object.keys(read);
  if (names.length !== 1) throw bad(place, "expected one of run, prepare, invoke, cart, script");
  return { name: names[0], ...read[names[0]] };
}

const run = (value, place) => ({
  calls_per_frame: 1,
  echo_log: false,
  ...shaped(value, place, {
    workload: word,
    frames: integer(U32),
    "calls_per_frame?": integer(U32),
    trace: list(entry),
    seed: integer(U32, 1),
    "fuel?": optional(integer(Infinity)),
    "interrupt_ms?": optional(integer(Infinity)),
    "screens?": optional((inner, at) => shaped(inner, at, { directory: word, frames: list(integer(U32)) })),
    "echo_log?": flag,
  }),
});

const prepare = (value, place) => shaped(value, place, { output: word, for: word });

const invoke = (value, place) =>
  shaped(value, place, { function: word, arguments: list(word), seed: integer(U32, 1) });

const cart = (value, place) => ({
  pads: [],
  echo_trace: false,
  ...shaped(value, place, {
    ticks: integer(U32),
    "pads?": list(held),
    "font?": optional(word),
    "pictures?": optional(word),
    "echo_trace?": flag,
  }),
});

const script = (value, place) =>
  shaped(value, place, {
    modules: list((inner, at) => shaped(inner, at, { file: word, calls: list(call) })),
  });

function call(value, place) {
  if (!Array.isArray(value) || value.length !== 2) throw bad(place, "expected [export, arguments]");
  return [word(value[0], place), list(word)(value[1], place)];
}

function entry(value, place) {
  if (!Array.isArray(value) || value.length !== 2) throw bad(place, "expected [frame, mask]");
  return [integer(U32)(value[0], place), integer(U8)(value[1], place)];
}

function held(value, place) {
  const pads = Array.isArray(value) && value.length === 2 ? value[1] : undefined;
  if (!Array.isArray(pads) || pads.length !== 4) throw bad(place, "expected [tick, [pad1, pad2, pad3, pad4]]");
  return [integer(U32)(value[0], place), list(integer(U8))(pads, place)];
}

const list = (item) => (value, place) => {
  if (!Array.isArray(value)) throw bad(place, "expected a list");
  return value.map((inner, i) => item(inner, `${place}[${i}]`));
};

const integer = (largest, smallest = 0) => (value, place) => {
  if (!Number.isInteger(value) || value < smallest || value > largest) {
    throw bad(place, `expected an integer from ${smallest} to ${largest}`);
  }
  return value;
};

const optional = (reader) => (value, place) => (value === null ? undefined : reader(value, place));

function word(value, place) {
  if (typeof value !== "string") throw bad(place, "expected a string");
  return value;
}

function flag(value, place) {
  if (typeof value !== "boolean") throw bad(place, "expected true or false");
  return value;
}
