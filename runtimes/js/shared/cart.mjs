// Runs a cartridge of WASM-4: the second host behind the same engines. Phases,
// calls and refusals are those of crates/runner/src/cart.rs.

import { Bench, Ended } from "./bench.mjs";
import { Refusal, call_kind, compile_kind, instantiate_kind, text_of } from "./errors.mjs";
import { pressed } from "./request.mjs";
import { Console, MEMORY_PAGES } from "./wasm4/console.mjs";
import { font } from "./wasm4/font.mjs";
import { PAGE_BYTES } from "./wasm4/page.mjs";

/** Answers a request whose action is `cart`. */
export async function play(shell, engine, { config, action: cart }, bytes) {
  const trace = cart.echo_trace ? (line) => shell.print_error(line) : undefined;
  const console = new Console(font(shell, cart.font), trace);
  const bench = new Bench(shell);
  const pictures = [];
  bench.hello(engine.name, config, engine.version);
  try {
    const exports = await load(engine, bytes, console, bench);
    drive(exports, cart, console, engine, bench, shell, () => {
      if (cart.pictures !== undefined) pictures.push(console.picture());
    });
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
  }
  // Shells write whole files only.
  if (cart.pictures !== undefined) {
    bench.attempt(() => shell.write_file(cart.pictures, joined(pictures)));
  }
  bench.done(false);
}

async function load(engine, bytes, console, bench) {
  const [compiled, module] = await bench.time("compile", () => engine.compile(bytes), compile_kind);
  bench.phase("compile", compiled);
  const link = () => {
    if (engine.memory === undefined) {
      throw new Refusal("unsupported", "this engine imports no memory of its host");
    }
    const memory = engine.memory(MEMORY_PAGES);
    console.begin(memory);
    const ready = ({ exports }) => {
      const own = exports.memory?.buffer instanceof ArrayBuffer ? exports.memory : memory;
      if (own.buffer.byteLength !== PAGE_BYTES) {
        throw new Refusal("export", "the module exports no memory of one page");
      }
      console.attach(own);
      return exports;
    };
    const linked = engine.instantiate(module, console.imports());
    return linked instanceof Promise ? linked.then(ready) : ready(linked);
  };
  const [instantiated, exports] = await bench.time("instantiate", link, instantiate_kind);
  bench.phase("instantiate", instantiated);
  return exports;
}

/** Calls what begins a cartridge and then `update` tick by tick, up to the first trap. */
function drive(exports, cart, console, engine, bench, shell, shown) {
  const { now } = shell;
  /** The time of an export, which may be absent and whose result is dropped. */
  const timed = (phase, frame, name) => {
    const entry = exports[name];
    if (typeof entry !== "function" || entry.length !== 0) return 0;
    let failure;
    const before = now();
    try {
      entry();
    } catch (error) {
      failure = { error };
    }
    const elapsed = now() - before;
    if (failure) {
      const kind = engine.call_kind?.(failure.error) ?? call_kind(failure.error);
      bench.ended(phase, frame, kind, text_of(failure.error));
    }
    if (elapsed < 0) bench.refuse(phase, "other", "the clock stepped backwards");
    return elapsed;
  };
  let started = 0;
  for (const name of ["_start", "_initialize", "start"]) started += timed("start", -1, name);
  bench.started(started, console.link(0));
  const pads = pressed(cart.pads, [0, 0, 0, 0]);
  for (let index = 0; index < cart.ticks; index += 1) {
    console.enter_update(pads(index));
    const elapsed = timed("update", index, "update");
    shown();
    bench.frame(index, elapsed, console.link(bench.progress.link));
  }
}

function joined(parts) {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
