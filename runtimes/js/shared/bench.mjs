// What surrounds a run: the clock, and replies that are written when no clock
// runs.

import { VERSION } from "./request.mjs";
import { BadRequest, Refusal, is_trap, text_of } from "./errors.mjs";
import { cut } from "./utf8.mjs";

const NANOSECONDS = 1e9;
const MAX_TEXT_BYTES = 4096;
const CLOCK_READINGS = 5000;

export const link_word = (link) => link.toString(16).padStart(8, "0");

/** The run is over, and its last lines but `memory` and `done` are said. */
export class Ended extends Error {}

export class Bench {
  _held = [];
  _shell;
  _origin;
  _trouble = undefined;
  progress = { frames: 0, link: 0 };

  constructor(shell) {
    this._shell = shell;
    this._origin = shell.now();
  }

  /** Real time since the run began. */
  milliseconds = () => Math.floor((this._shell.now() - this._origin) / 1e6);

  /**
   * Times one call; a promise counts until it is kept. `classify` names the
   * kind of what it throws.
   */
  async time(phase, call, classify) {
    const { now } = this._shell;
    let outcome;
    let failure;
    const before = now();
    try {
      outcome = call();
      if (outcome instanceof Promise) outcome = await outcome;
    } catch (error) {
      failure = { error };
    }
    const elapsed = now() - before;
    if (failure) this.refuse(phase, classify(failure.error), text_of(failure.error));
    if (elapsed < 0) this.refuse(phase, "other", "the clock stepped backwards");
    return [elapsed, outcome];
  }

  hello(runtime, config, version) {
    this._say({
      type: "hello",
      protocol: VERSION,
      runtime,
      config,
      version,
      unit: "ns",
      hz: NANOSECONDS,
      resolution: this._resolution(),
    });
    this.flush();
  }

  /** Told at once, so that a crash shows in which phase it happened. */
  phase(phase, elapsed) {
    this._say({ type: "phase", phase, elapsed });
    this.flush();
  }

  started(elapsed, link) {
    this.progress = { frames: 0, link };
    this._say({ type: "phase", phase: "start", elapsed, link: link_word(link) });
    this.flush();
  }

  /** Held back: a pipe between frames would cool the caches. */
  frame(index, elapsed, link) {
    this.progress = { frames: index + 1, link };
    this._say({ type: "frame", index, elapsed, link: link_word(link) });
  }

  /** A line of a script, told at once. */
  line(reply) {
    this._say(reply);
    this.flush();
  }

  results(values) {
    this._say({ type: "results", values });
  }

  trap(frame, kind, text) {
    this._say({ type: "trap", frame, kind, text: cut(text, MAX_TEXT_BYTES) });
    throw new Ended();
  }

  refuse(stage, kind, text) {
    this._say({ type: "fail", stage, kind, text: cut(text, MAX_TEXT_BYTES) });
    throw new Ended();
  }

  /** A call takes too long, and nothing runs after this: the last lines. */
  interrupted(frame, nondeterministic, text) {
    this._say({ type: "trap", frame, kind: "interrupted", text });
    this.done(nondeterministic);
  }

  /** A call of frame `frame` (-1: `start`) threw: a trap, or else a refusal. */
  ended(phase, frame, kind, text) {
    if (is_trap(kind)) this.trap(frame, kind, text);
    this.refuse(phase, kind, text);
  }

  done(nondeterministic) {
    const peak_rss_bytes = this._shell.peak_rss_bytes();
    this._say({ type: "memory", ...(peak_rss_bytes !== undefined && { peak_rss_bytes }) });
    const { frames, link } = this.progress;
    this._say({ type: "done", frames, link: link_word(link), nondeterministic });
    this.flush();
    if (this._trouble) throw this._trouble;
  }

  /** Does something whose failure is told after the transcript. */
  attempt(write) {
    try {
      write();
    } catch (error) {
      if (this._trouble === undefined) this._trouble = new BadRequest(text_of(error));
    }
  }

  flush() {
    if (this._held.length !== 0) this._shell.print(this._held.join("\n"));
    this._held = [];
  }

  _say(reply) {
    this._held.push(JSON.stringify(reply));
  }

  /** Smallest step of the clock over some thousand readings. */
  _resolution() {
    const { now } = this._shell;
    let smallest = Infinity;
    let before = now();
    for (let i = 0; i < CLOCK_READINGS; i += 1) {
      const after = now();
      if (after > before) smallest = Math.min(smallest, after - before);
      before = after;
    }
    if (smallest === Infinity) throw new Refusal("other", "the clock stands still");
    return smallest;
  }
}
