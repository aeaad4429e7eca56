// polywasm, which translates modules into JavaScript, on Node.

import { createRequire } from "node:module";
import process from "node:process";
import { by_flags } from "../shared/engine.mjs";
import { main } from "../shared/runner.mjs";
import { check_imports } from "../shared/signature.mjs";
import { shell } from "../shared/shells/node.mjs";
import { WebAssembly } from "polywasm";

const { version } = createRequire(import.meta.url)("polywasm/package.json");

main(shell(), {
  name: "polywasm",
  version: `${version} (Node ${process.versions.node})`,
  configs: by_flags(process.execArgv, { default: [], jitless: ["--jitless"] }),
  compile: (bytes) => ({ bytes, module: new WebAssembly.Module(bytes) }),
  instantiate({ bytes, module }, imports) {
    // It links whatever there is and calls `undefined` later.
    check_imports(bytes, imports);
    return new WebAssembly.Instance(module, imports);
  },
  memory: (pages) => new WebAssembly.Memory({ initial: pages, maximum: pages }),
  // It does not trap; these are errors of the JavaScript that it generates.
  call_kind({ message }) {
    if (message === '"unreachable" is not a function') return "unreachable";
    if (message === "Offset is outside the bounds of the DataView") return "memory-out-of-bounds";
    return message.endsWith("is not a function") ? "unknown" : undefined;
  },
});
