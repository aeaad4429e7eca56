// SpiderMonkey in its own shell.
/* global wasmCompileMode */

import { web_assembly } from "../shared/engine.mjs";
import { main } from "../shared/runner.mjs";
import { shell, version } from "../shared/shells/spidermonkey.mjs";

const mode = wasmCompileMode();
const only = (wanted) => (mode === wanted ? undefined : `its compilers are ${mode}`);
const configs = { tiered: only("baseline+ion"), baseline: only("baseline"), ion: only("ion") };

main(shell, web_assembly("spidermonkey", version(), configs));
