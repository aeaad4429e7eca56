// The loader of the package webassembly (dcodeIO) around the engine of Node.

import { createRequire } from "node:module";
import process from "node:process";
import { fixed_memory } from "../shared/engine.mjs";
import { main } from "../shared/runner.mjs";
import { shell } from "../shared/shells/node.mjs";

const require = createRequire(import.meta.url);
const { load } = require("webassembly");
const { version } = require("webassembly/package.json");

main(shell(), {
  name: "webassembly",
  version: `${version} (V8 ${process.versions.v8})`,
  configs: { default: undefined },
  // The loader fetches, compiles and instantiates in one call.
  compile: (bytes) => bytes,
  instantiate(bytes, { env }) {
    // The bytes are in memory: reading the file is no part of a phase.
    globalThis.fetch = async () => ({ arrayBuffer: () => bytes });
    return load("module.wasm", { imports: env });
  },
  memory: fixed_memory,
});
