// Node with a watchdog: the program runs in a worker, which the main thread
// ends when a call takes too long. Ending a worker ends its loops too.

import process from "node:process";
import { Worker, isMainThread, workerData } from "node:worker_threads";
import { Bench } from "../bench.mjs";
import { shell } from "./node.mjs";

const WATCH_INTERVAL_MS = 5;
// What the worker tells of the call in progress: its limit, 0 between calls and
// `CLAIMED` once it is to be ended; its frame; and what `done` says then.
const CLAIMED = -1;
const [LIMIT, FRAME, FRAMES, LINK, NONDETERMINISTIC, CELLS] = [0, 1, 2, 3, 4, 6];

const views = (shared) => ({
  call: new Int32Array(shared, 0, CELLS),
  began: new Float64Array(shared, CELLS * 4, 1),
});

/** The shell of a worker. */
export function watched() {
  const plain = shell();
  if (isMainThread) return plain;
  const { call, began } = views(workerData);
  return {
    ...plain,
    watch(milliseconds, { frame, bench, badge }) {
      // What is held would end with the worker.
      bench.flush();
      const { frames, link } = bench.progress;
      call.set([0, frame, frames, link, badge.nondeterministic ? 1 : 0]);
      began[0] = plain.now();
      Atomics.store(call, LIMIT, milliseconds);
    },
    unwatch() {
      // Ending a worker takes a while, in which it must say nothing more.
      if (Atomics.exchange(call, LIMIT, 0) === CLAIMED) Atomics.wait(call, LIMIT, 0);
    },
  };
}

/** Runs a program in a worker and watches it. */
export function supervise(program) {
  const shared = new SharedArrayBuffer((CELLS + 2) * 4);
  const { call, began } = views(shared);
  const outside = shell();
  const worker = new Worker(program, { workerData: shared });
  let ended = false;
  const timer = setInterval(async () => {
    const limit = Atomics.load(call, LIMIT);
    if (limit === 0 || outside.now() - began[0] <= limit * 1e6) return;
    if (Atomics.compareExchange(call, LIMIT, limit, CLAIMED) !== limit) return;
    clearInterval(timer);
    ended = true;
    await worker.terminate();
    const bench = new Bench(outside);
    bench.progress = { frames: call[FRAMES], link: call[LINK] >>> 0 };
    bench.interrupted(call[FRAME], call[NONDETERMINISTIC] === 1, "the worker was terminated");
    process.exit(0);
  }, WATCH_INTERVAL_MS);
  worker.on("error", (error) => outside.print_error(String(error)));
  worker.on("exit", (code) => {
    clearInterval(timer);
    if (!ended) process.exitCode = code;
  });
}
