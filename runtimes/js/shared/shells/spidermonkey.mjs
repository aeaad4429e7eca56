// The shell `js` of SpiderMonkey.
/* global elapsed, os, print, printErr, quit, readline, timeout, wasmCompileMode */

import { web_assembly } from "../engine.mjs";
import { decode_bytes_as_characters, encode_bytes_as_characters } from "../utf8.mjs";

export const shell = {
  // Microseconds of the system's clock since the shell began; monotonicNow
  // counts whole milliseconds. A step backwards ends the run.
  now: () => elapsed() * 1000,
  read_input() {
    const lines = [];
    for (let line = readline(); line !== null; line = readline()) lines.push(line);
    return decode_bytes_as_characters(lines.join("\n"));
  },
  // Names of files leave the shell as Latin-1.
  read_file: (path) => os.file.readFile(encode_bytes_as_characters(path), "binary"),
  write_file: (path, bytes) =>
    os.file.writeTypedArrayToFile(encode_bytes_as_characters(path), bytes),
  print: (text) => print(text),
  print_error: (text) => printErr(text),
  exit: (code) => quit(code),
  // What `timeout` calls runs inside the call that took too long, which never
  // goes on.
  watch(milliseconds, { frame, bench, badge }) {
    // The shell ends afterwards, with the exit code 6.
    timeout(milliseconds / 1000, () => {
      bench.interrupted(frame, badge.nondeterministic, "the shell's timeout");
      return false;
    });
  },
  unwatch: () => timeout(-1),
  peak_rss_bytes() {
    // Files in /proc have size 0, which the shell's own reader trusts.
    const status = said(`grep VmHWM /proc/${os.getpid()}/status`);
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
    return kilobytes && Number(kilobytes) * 1024;
  },
};

/** The engine in this process, told apart by what the flags made of it. */
export function engine(name) {
  const mode = wasmCompileMode();
  const only = (wanted) => (mode === wanted ? undefined : `its compilers are ${mode}`);
  const version = said(`/proc/${os.getpid()}/exe --version`).trim();
  return web_assembly(name, version, {
    tiered: only("baseline+ion"),
    baseline: only("baseline"),
    ion: only("ion"),
    interrupt: only("baseline+ion"),
  });
}

/** What a command prints; the shell can only read it from a file. */
function said(command) {
  const file = `${os.getenv("TMPDIR") || "/tmp"}/badge-runner-${os.getpid()}`;
  os.system(`${command} >'${file}'`);
  const text = os.file.readFile(file);
  os.system(`rm '${file}'`);
  return text;
}
