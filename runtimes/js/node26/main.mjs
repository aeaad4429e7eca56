// V8 as Node 26 embeds it.

import process from "node:process";
import { isMainThread } from "node:worker_threads";
import { by_flags, web_assembly } from "../shared/engine.mjs";
import { main } from "../shared/runner.mjs";
import { watched } from "../shared/shells/worker.mjs";

const configs = by_flags(process.execArgv, {
  default: [],
  eager: ["--no-wasm-lazy-compilation"],
  liftoff: ["--liftoff-only"],
  turbofan: ["--no-liftoff"],
});
configs.interrupt = isMainThread ? "interrupt.mjs is what watches it" : configs.default;
const version = `${process.versions.v8} (Node ${process.versions.node})`;

main(watched(), web_assembly("node26", version, configs));
