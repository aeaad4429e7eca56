// Runno's WASI around the engine of Node.

import { readFileSync } from "node:fs";
import process from "node:process";
import { WASI } from "@runno/wasi";
import { fixed_memory } from "../shared/engine.mjs";
import { main } from "../shared/runner.mjs";
import { shell } from "../shared/shells/node.mjs";

const manifest = new URL("node_modules/@runno/wasi/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8"));

main(shell(), {
  name: "runno",
  version: `${version} (V8 ${process.versions.v8})`,
  configs: { default: undefined },
  compile: (bytes) => new WebAssembly.Module(bytes),
  instantiate(module, imports) {
    const wasi = new WASI({});
    const instance = new WebAssembly.Instance(module, { ...wasi.getImportObject(), ...imports });
    // `initialize` calls an exported `_initialize` and refuses a `_start`; a
    // badge program has neither called.
    const { _start, _initialize } = instance.exports;
    if (_start === undefined && _initialize === undefined) wasi.initialize({ module, instance });
    return instance;
  },
  memory: fixed_memory,
});
