// The program that every JavaScript runner is: one request in, one transcript
// out. The shell (`shells/`) reaches the outside world, the engine compiles and
// instantiates; neither is known here.
//
// engine: { name, version, configs: { NAME: REASON? }, compile(bytes),
//   instantiate(module, imports) -> { exports }, memory?(pages), call_kind?(error) }.
// `configs` maps each config to why this process cannot be it, or to undefined.
// Compiling and instantiating may return promises; what they throw is the
// engine's refusal. `memory` makes one of that size, which cannot grow, for
// `imports`; an engine that takes none of its host has no such function.

import { Badge } from "./badge.mjs";
import { Bench, Ended } from "./bench.mjs";
import { play } from "./cart.mjs";
import { BadRequest, Refusal, call_kind, compile_kind, instantiate_kind, text_of } from "./errors.mjs";
import { file, parse_request, pressed } from "./request.mjs";
import { script } from "./script.mjs";
import { signature } from "./signature.mjs";
import { decode } from "./utf8.mjs";
import * as values from "./values.mjs";

/** Answers the request on standard input; exits with 2 where it cannot. */
export async function main(shell, engine) {
  try {
    await answer(shell, engine);
  } catch (error) {
    shell.print_error(error instanceof BadRequest ? error.message : `${error}\n${error?.stack}`);
    shell.exit(error instanceof BadRequest ? 2 : 1);
  }
}

async function answer(shell, engine) {
  const request = parse_request(shell.read_input());
  const { action } = request;
  if (!Object.keys(engine.configs).includes(request.config)) {
    throw new BadRequest(`${engine.name} has no config ${request.config}`);
  }
  const wrong = engine.configs[request.config];
  if (wrong) throw new BadRequest(`this process is not ${engine.name}/${request.config}: ${wrong}`);
  if (action.name === "prepare") throw new BadRequest(`${engine.name} prepares nothing`);
  if (action.name === "script") {
    await script(shell, engine, request);
    return;
  }
  const inputs = action.name === "invoke" ? action.arguments.map(values.parse) : undefined;
  const bytes = file(shell, request.module);
  if (action.name === "cart") {
    await play(shell, engine, request, bytes);
    return;
  }
  const badge = new Badge(action.seed);
  if (action.echo_log || inputs) badge.echo = (log) => shell.print_error(decode(log));
  const bench = new Bench(shell);
  badge.clock = bench.milliseconds;
  bench.hello(engine.name, request.config, engine.version);
  try {
    const exports = await load(engine, bytes, badge, bench, inputs ? () => {} : ready);
    if (inputs) invoke(exports, bytes, action.function, inputs, engine, bench);
    else drive(exports, action, badge, engine, bench, shell);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
  }
  bench.done(badge.nondeterministic);
}

async function load(engine, bytes, badge, bench, check) {
  const [compiled, module] = await bench.time("compile", () => engine.compile(bytes), compile_kind);
  bench.phase("compile", compiled);
  const imports = badge.imports();
  const attach = ({ exports }) => {
    if (exports.memory?.buffer instanceof ArrayBuffer) badge.attach(exports.memory);
    check(exports);
    return exports;
  };
  const link = () => {
    const linked = engine.instantiate(module, imports);
    return linked instanceof Promise ? linked.then(attach) : attach(linked);
  };
  const [instantiated, exports] = await bench.time("instantiate", link, instantiate_kind);
  bench.phase("instantiate", instantiated);
  return exports;
}

/** What the run loop needs of a module. */
function ready({ memory, start, update }) {
  const missing = (name) => new Refusal("export", `the module exports no ${name}`);
  if (!(memory?.buffer instanceof ArrayBuffer)) throw missing("memory");
  if (typeof start !== "function" || start.length !== 0) throw missing("start");
  if (typeof update !== "function" || update.length !== 0) throw missing("update");
}

/** Calls `start` and then `update` frame by frame, up to the first trap. */
function drive({ start, update }, run, badge, engine, bench, shell) {
  const watched = run.interrupt_ms !== undefined;
  if (watched && shell.watch === undefined) {
    bench.refuse("instantiate", "unsupported", "this config cannot be interrupted");
  }
  if (run.fuel !== undefined) bench.refuse("instantiate", "unsupported", "this config does not meter");
  const { now } = shell;
  const timed = (phase, frame, call) => {
    let failure;
    if (watched) shell.watch(run.interrupt_ms, { frame, bench, badge });
    const before = now();
    try {
      call();
    } catch (error) {
      failure = { error };
    }
    const elapsed = now() - before;
    if (watched) shell.unwatch();
    if (failure) {
      const kind = engine.call_kind?.(failure.error) ?? call_kind(failure.error);
      bench.ended(phase, frame, kind, text_of(failure.error));
    }
    if (elapsed < 0) bench.refuse(phase, "other", "the clock stepped backwards");
    return elapsed;
  };
  badge.enter_start();
  const started = timed("start", -1, start);
  bench.started(started, badge.link(0));
  const calls = run.calls_per_frame;
  const repeated = () => {
    for (let i = 0; i < calls; i += 1) update();
  };
  const sample = calls === 1 ? update : repeated;
  const buttons = pressed(run.trace, 0);
  for (let index = 0; index < run.frames; index += 1) {
    badge.enter_update(index, buttons(index));
    const elapsed = timed("update", index, sample);
    bench.frame(index, elapsed, badge.link(bench.progress.link));
    if (run.screens?.frames.includes(index)) {
      bench.attempt(() => shell.write_file(`${run.screens.directory}/${index}.bin`, badge.picture()));
    }
  }
}

/** Calls one export. A trap is a refusal of `update` then: the call is no frame. */
function invoke(exports, bytes, name, inputs, engine, bench) {
  try {
    const { parameters, results } = signature(bytes, name);
    const returned = exports[name](...values.to_engine(inputs, parameters));
    bench.results(values.from_engine(returned, results));
  } catch (error) {
    const kind = engine.call_kind?.(error) ?? call_kind(error);
    bench.refuse("update", kind, text_of(error));
  }
}
