// Node, and what offers its modules: Deno, Bun.

import { readFileSync, readSync, writeFileSync, writeSync } from "node:fs";
import { Buffer } from "node:buffer";
import process from "node:process";
import { decode } from "../utf8.mjs";

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

/** `now` is a monotonic clock in nanoseconds. */
export function shell(now = () => Number(process.hrtime.bigint())) {
  return {
    now,
    read_input: () => decode(read_all(STDIN)),
    read_file: (path) => new Uint8Array(readFileSync(path)),
    write_file: (path, bytes) => writeFileSync(path, bytes),
    print: (text) => write_all(STDOUT, `${text}\n`),
    print_error: (text) => write_all(STDERR, `${text}\n`),
    exit: (code) => process.exit(code),
    peak_rss_bytes() {
      const status = readFileSync("/proc/self/status", "utf8");
      const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
      return kilobytes && Number(kilobytes) * 1024;
    },
  };
}

/** A pipe to which nothing was written yet may say so instead of waiting. */
function read_all(descriptor) {
  const parts = [];
  const part = Buffer.alloc(65_536);
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      const length = readSync(descriptor, part);
      if (length === 0) return Buffer.concat(parts);
      parts.push(Buffer.from(part.subarray(0, length)));
    } catch (error) {
      if (error.code === "EOF") return Buffer.concat(parts);
      if (error.code !== "EAGAIN") throw error;
      // Nobody wakes it: a millisecond passes.
      Atomics.wait(clock, 0, 0, 1);
    }
  }
}

/** A pipe takes what it has room for. */
function write_all(descriptor, text) {
  let rest = Buffer.from(text);
  while (rest.length !== 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}
