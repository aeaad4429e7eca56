// polywasm, which translates modules into JavaScript, on Node.

import { createRequire } from "node:module";
import process from "node:process";
import { by_flags } from "../shared/engine.mjs";
import { main } from "../shared/runner.mjs";
import { shell } from "../shared/shells/node.mjs";
import { WebAssembly } from "polywasm";

const { version } = createRequire(import.meta.url)("polywasm/package.json");

main(shell(), {
  name: "polywasm",
  version: `${version} (Node ${process.versions.node})`,
  configs: by_flags(process.execArgv, { default: [], jitless: ["--jitless"] }),
  compile: (bytes) => new WebAssembly.Module(bytes),
  instantiate: (module, imports) => new WebAssembly.Instance(module, imports),
});
