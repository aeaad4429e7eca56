// V8 as Deno embeds it.
/* global Deno */

import { web_assembly } from "../shared/engine.mjs";
import { main } from "../shared/runner.mjs";
import { shell } from "../shared/shells/node.mjs";

// Deno tells no script its flags.
const configs = { default: undefined, liftoff: undefined, turbofan: undefined };
const version = `${Deno.version.v8} (Deno ${Deno.version.deno})`;

main(shell(), web_assembly("deno", version, configs));
