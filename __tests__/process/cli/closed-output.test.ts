import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const command = join(__dirname, "../../../bin/standby-mx.js");

test("a reader of the output may end early, as head does", async () => {
  const child = spawn(process.execPath, [command, "--help"], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  const [stderr, ended] = await Promise.all([text(child.stderr), once(child, "exit")]);
  expect(stderr).toBe("");
  expect(ended).toEqual([0, null]);
});
