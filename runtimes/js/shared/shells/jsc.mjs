// The shell `jsc` of JavaScriptCore.
/* global $262, openFile, print, printErr, readFile, readline, writeFile */

import { decode_bytes_as_characters } from "../utf8.mjs";

/** Lines of a file or of standard input; an empty line counts as the end. */
function* lines(...file) {
  for (let line = readline(...file); line; line = readline(...file)) yield line;
}

export const shell = {
  // The only monotonic clock finer than performance.now's 20 µs: 1 µs.
  now: () => Math.round($262.agent.monotonicNow() * 1e6),
  read_input: () => decode_bytes_as_characters([...lines()].join("\n")),
  read_file: (path) => readFile(path, "binary"),
  write_file: (path, bytes) => writeFile(path, bytes),
  print: (text) => print(text),
  print_error: (text) => printErr(text),
  // `quit` always exits with 0; only an error that nobody catches, outside a
  // promise too, gives another code: 3, whatever is meant.
  exit: (code) =>
    setTimeout(() => {
      throw new Error(`exit code ${code} is meant`);
    }, 0),
  peak_rss_bytes() {
    // `readFile` trusts the size, which is 0 for files in /proc.
    const status = [...lines(openFile("/proc/self/status", "r"))].join("\n");
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
    return kilobytes && Number(kilobytes) * 1024;
  },
};

/** The version of the library in this process, as the loader names its file. */
export function library_version() {
  const maps = [...lines(openFile("/proc/self/maps", "r"))].join("\n");
  return /libjavascriptcoregtk-[\d.]+\.so\.([\d.]+)/.exec(maps)?.[0] ?? "unknown";
}
