// JavaScriptCore in its own shell, `jsc`.
/* global jscOptions */

import { web_assembly } from "../shared/engine.mjs";
import { main } from "../shared/runner.mjs";
import { library_version, shell } from "../shared/shells/jsc.mjs";

const { useWasmIPInt, useBBQJIT, useOMGJIT } = jscOptions();
const given = `${useWasmIPInt} ${useBBQJIT} ${useOMGJIT}`;
const only = (wanted) => (given === wanted ? undefined : `its useWasmIPInt useBBQJIT useOMGJIT are ${given}`);
const configs = {
  default: only("1 1 1"),
  baseline: only("1 1 0"),
  ipint: only("1 0 0"),
  llint: only("0 0 0"),
};

main(shell, web_assembly("javascriptcore", library_version(), configs));
