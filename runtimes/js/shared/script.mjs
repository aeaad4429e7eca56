// Modules loaded one after the other, and calls of their exports: what the
// specification's own scripts need. A line is printed before the next module or call
// begins, so that a crash shows where it happened.

import { Badge, DEFAULT_SEED } from "./badge.mjs";
import { Bench } from "./bench.mjs";
import { Refusal, call_kind, compile_kind, instantiate_kind, text_of } from "./errors.mjs";
import { file } from "./request.mjs";
import { signature } from "./signature.mjs";
import * as values from "./values.mjs";

/** Answers a request whose action is `script`. */
export async function script(shell, engine, { config, action }) {
  const bench = new Bench(shell);
  bench.hello(engine.name, config, engine.version);
  const refused = new Refused(engine);
  for (const [index, asked] of action.modules.entries()) {
    const bytes = file(shell, asked.file);
    const told = await load(engine, bytes);
    if (told.error) {
      bench.line({ type: "module", index, ...refused.at(told.stage, told.error) });
      continue;
    }
    bench.line({ type: "module", index });
    for (const [index, [name, inputs]] of asked.calls.entries()) {
      bench.line({ type: "call", index, ...call(told.exports, bytes, name, inputs, refused) });
    }
  }
  bench.done(false);
}

async function load(engine, bytes) {
  let stage = "compile";
  try {
    const module = await engine.compile(bytes);
    stage = "instantiate";
    const { exports } = await engine.instantiate(module, new Badge(DEFAULT_SEED).imports());
    return { exports };
  } catch (error) {
    return { stage, error };
  }
}

function call(exports, bytes, name, inputs, refused) {
  try {
    const { parameters, results } = signature(bytes, name);
    const parsed = inputs.map(values.parse);
    const returned = exports[name](...values.to_engine(parsed, parameters));
    return { values: values.from_engine(returned, results) };
  } catch (error) {
    return refused.call(error);
  }
}

/** Errors in the words of the protocol. */
class Refused {
  constructor(engine) {
    this._engine = engine;
  }

  at(stage, error) {
    const kind = stage === "compile" ? compile_kind(error) : instantiate_kind(error);
    return { stage, kind, text: text_of(error).slice(0, 1000) };
  }

  call(error) {
    const own = error instanceof Refusal ? undefined : this._engine.call_kind?.(error);
    return { kind: own ?? call_kind(error), text: text_of(error).slice(0, 1000) };
  }
}
