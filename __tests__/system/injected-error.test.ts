import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { selectCall } from "../../fixtures/crash/call-selector";
import { record, runWithFault } from "../../fixtures/crash/strace";

const directory = mkdtempSync(join(tmpdir(), "injected-error-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** Below the limit of a run, so that a run that hangs fails the test. */
const LIMIT_MS = 30_000;

test(
  "an error that is injected at libuv's own pipe ends the run",
  async () => {
    const program = 'require("node:child_process").spawn("true").on("exit", () => console.log("done"))';
    const command = { argv: [process.execPath, "-e", program], env: {} } as const;
    const { calls } = await record(command, directory);
    // At the end of a child libuv's signal handler writes the signal to a pipe, then writes a byte to the pipe that is its lock.
    const signal = calls.findIndex(({ name, text }) => name === "write" && /^\d+<pipe:.*, 16\)/.test(text));
    const unlock = calls
      .slice(signal + 1)
      .find(({ name, text }) => name === "write" && /<pipe:.*"\*", 1\)/.test(text))!;
    const fault = { selector: selectCall(unlock, calls)!, effect: "EROFS" } as const;
    const { exitCode, reached } = await runWithFault(command, fault, directory);
    expect(reached?.text).toMatch(/<pipe:.*"\*", 1\) .*EROFS/);
    expect(exitCode).toBeNull();
  },
  LIMIT_MS,
);
