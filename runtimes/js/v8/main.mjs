// V8 as the installed Node embeds it.

import process from "node:process";
import { by_flags, web_assembly } from "../shared/engine.mjs";
import { main } from "../shared/runner.mjs";
import { shell } from "../shared/shells/node.mjs";

const configs = by_flags(process.execArgv, {
  default: [],
  eager: ["--no-wasm-lazy-compilation"],
  liftoff: ["--liftoff-only"],
  turbofan: ["--no-liftoff"],
});
const version = `${process.versions.v8} (Node ${process.versions.node})`;

main(shell(), web_assembly("v8", version, configs));
