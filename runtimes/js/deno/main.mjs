// V8 as Deno embeds it.
/* global Deno */

import { isMainThread } from "node:worker_threads";
import { web_assembly } from "../shared/engine.mjs";
import { main } from "../shared/runner.mjs";
import { watched } from "../shared/shells/worker.mjs";

// Deno tells no script its flags.
const interrupt = isMainThread ? "interrupt.mjs is what watches it" : undefined;
const configs = { default: undefined, liftoff: undefined, turbofan: undefined, interrupt };
const version = `${Deno.version.v8} (Deno ${Deno.version.deno})`;

main(watched(), web_assembly("deno", version, configs));
