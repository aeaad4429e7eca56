// The shell `js` of SpiderMonkey.
/* global elapsed, os, print, printErr, quit, readline */

import { decode_bytes_as_characters } from "../utf8.mjs";

export const shell = {
  // Microseconds of the system's clock since the shell began; monotonicNow
  // counts whole milliseconds. A step backwards ends the run.
  now: () => elapsed() * 1000,
  read_input() {
    const lines = [];
    for (let line = readline(); line !== null; line = readline()) lines.push(line);
    return decode_bytes_as_characters(lines.join("\n"));
  },
  read_file: (path) => os.file.readFile(path, "binary"),
  write_file: (path, bytes) => os.file.writeTypedArrayToFile(path, bytes),
  print: (text) => print(text),
  print_error: (text) => printErr(text),
  exit: (code) => quit(code),
  peak_rss_bytes() {
    // Files in /proc have size 0, which the shell's own reader trusts.
    const status = said(`grep VmHWM /proc/${os.getpid()}/status`);
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
    return kilobytes && Number(kilobytes) * 1024;
  },
};

/** What this very program says of its version. */
export const version = () => said(`/proc/${os.getpid()}/exe --version`).trim();

/** What a command prints; the shell can only read it from a file. */
function said(command) {
  const file = `${os.getenv("TMPDIR") || "/tmp"}/badge-runner-${os.getpid()}`;
  os.system(`${command} >'${file}'`);
  const text = os.file.readFile(file);
  os.system(`rm '${file}'`);
  return text;
}
