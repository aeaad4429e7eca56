// What a module imports and the types of its exported functions, read from its
// bytes: the JavaScript interface of WebAssembly tells names and no types.

import { Refusal } from "./errors.mjs";
import { decode } from "./utf8.mjs";

const TYPES = new Map([
  [0x7f, "i32"],
  [0x7e, "i64"],
  [0x7d, "f32"],
  [0x7c, "f64"],
  [0x7b, "v128"],
  [0x70, "funcref"],
  [0x6f, "externref"],
]);
const [TYPE, IMPORT, FUNCTION, EXPORT] = [1, 2, 3, 7];
const [FUNC, MEMORY] = [0, 2];

/** `{ parameters, results }` of the exported function of that name. */
export function signature(bytes, name) {
  const { types, functions, exports } = sections(bytes);
  const type = types[functions[exports.get(name)]];
  if (type === undefined) throw new Refusal("export", `the module exports no ${name}`);
  return type;
}

/** Refuses a module whose imports are not among these functions and memories. */
export function check_imports(bytes, given) {
  for (const { module, name, kind } of sections(bytes).imports) {
    const value = given[module]?.[name];
    const fits = kind === FUNC ? typeof value === "function" : kind === MEMORY && value?.buffer instanceof ArrayBuffer;
    if (!fits) {
      throw new Refusal("import", `unknown import ${module}.${name}`);
    }
  }
}

function sections(bytes) {
  const types = [];
  const functions = [];
  const imports = [];
  const exports = new Map();
  const read = {
    [TYPE]: (r) => r.list(() => types.push(r.function_type())),
    [IMPORT]: (r) => r.list(() => {
      const [module, name, kind] = [r.name(), r.name(), r.byte()];
      imports.push({ module, name, kind });
      if (kind === FUNC) functions.push(r.number());
      else r.skip_description(kind);
    }),
    [FUNCTION]: (r) => r.list(() => functions.push(r.number())),
    [EXPORT]: (r) => r.list(() => {
      const [name, kind, index] = [r.name(), r.byte(), r.number()];
      if (kind === FUNC) exports.set(name, index);
    }),
  };
  const reader = new Reader(bytes, 8);
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const length = reader.number();
    const end = reader.at + length;
    read[id]?.(reader);
    reader.at = end;
  }
  return { types, functions, imports, exports };
}

// The engine has validated the bytes before.
class Reader {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    return this.bytes[this.at++];
  }

  number() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80 || byte === undefined) return value;
    }
  }

  list(item) {
    return Array.from({ length: this.number() }, item);
  }

  name() {
    const length = this.number();
    this.at += length;
    return decode(this.bytes.subarray(this.at - length, this.at));
  }

  value_type() {
    const byte = this.byte();
    return TYPES.get(byte) ?? `0x${byte.toString(16)}`;
  }

  function_type() {
    const form = this.byte();
    if (form !== 0x60) throw new Refusal("unsupported", "the module has types beyond functions");
    const parameters = this.list(() => this.value_type());
    return { parameters, results: this.list(() => this.value_type()) };
  }

  /** Table, memory, global or tag. */
  skip_description(kind) {
    if (kind === 1) this.byte();
    if (kind === 1 || kind === 2) {
      const bounded = this.byte() & 1;
      this.number();
      if (bounded) this.number();
    } else {
      this.at += 2;
    }
  }
}
