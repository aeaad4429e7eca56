import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import process from "node:process";

test("a request that comes late, in parts, is read whole", async () => {
  const module = new URL("node.mjs", import.meta.url);
  const program = `import { shell } from "${module}"; const s = shell(); s.print(s.read_input());`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program]);
  let output = "";
  child.stdout.on("data", (part) => (output += part));
  child.stderr.on("data", (part) => (output += part));
  // One that has ended takes nothing; the code says so below.
  child.stdin.on("error", () => {});
  for (const part of ["one ", "two"]) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    child.stdin.write(part);
  }
  child.stdin.end();
  const [code] = await once(child, "close");
  assert.equal(output, "one two\n");
  assert.equal(code, 0);
});
