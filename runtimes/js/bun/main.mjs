// JavaScriptCore as Bun embeds it.
/* global Bun */

import process from "node:process";
import { web_assembly } from "../shared/engine.mjs";
import { main } from "../shared/runner.mjs";
import { shell } from "../shared/shells/node.mjs";

const { BUN_JSC_useBBQJIT: baseline = "1", BUN_JSC_useOMGJIT: optimising = "1" } = process.env;
const given = `${baseline} ${optimising}`;
const only = (wanted) => (given === wanted ? undefined : `its useBBQJIT useOMGJIT are ${given}`);
const configs = { default: only("1 1"), baseline: only("1 0"), interpreter: only("0 0") };
const version = `WebKit ${process.versions.webkit.slice(0, 12)} (Bun ${Bun.version})`;

main(shell(() => Bun.nanoseconds()), web_assembly("bun", version, configs));
