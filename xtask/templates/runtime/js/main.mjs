// {{name}}, to be written: what kind of engine it is.
//
// Every part that is not written yet refuses and says what it has to do.

import { Refusal } from "../shared/errors.mjs";
import { main } from "../shared/runner.mjs";
import { shell } from "../shared/shells/node.mjs";

function unwritten(part) {
  throw new Refusal("other", `not written yet: ${part}`);
}

main(shell(), {
  name: "{{name}}",
  // To be written: the version of the engine, as it tells it.
  version: "unknown",
  // Each config, with the reason why this process cannot be it, if there is one.
  configs: { default: undefined },
  compile: (bytes) => unwritten(`compile: ${bytes.length} bytes become a module, or a Refusal of kind "invalid"`),
  instantiate: (module, imports) =>
    unwritten(`instantiate: link ${Object.keys(imports)}, limit memory to its initial size, run the start section, return { exports }`),
  // For cartridges, where the engine takes a memory of its host: `memory: (pages) => …`, which cannot grow.
  call_kind: (error) => (error instanceof Refusal ? error.kind : undefined),
});
