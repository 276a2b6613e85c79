import { execFileSync, spawnSync } from "node:child_process";
import { resolve } from "node:path";

const build = resolve(__dirname, "../../../../scripts/build-worker.js");

/** MAX_ARG_STRLEN of execve(2) with pages of 4 KB: of one argument, with the byte that ends it. */
const MAX_ARGUMENT_BYTES = 128 * 1024;
/** A bound below the limit, so that the program does not reach the limit unnoticed. */
const MAX_PROGRAM_BYTES = MAX_ARGUMENT_BYTES / 4;

test("the program of a worker is far smaller than the kernel's limit of an argument", () => {
  const print = `process.stdout.write(require(${JSON.stringify(build)}).buildWorker())`;
  const bytes = execFileSync(process.execPath, ["-e", print]).length;
  expect(bytes).toBeGreaterThan(1000);
  expect(bytes).toBeLessThan(MAX_PROGRAM_BYTES);
});

test("an argument at that limit reaches a program", () => {
  const program = "//".padEnd(MAX_ARGUMENT_BYTES - 1 - "\nprocess.exit(7)".length, "x") + "\nprocess.exit(7)";
  expect(Buffer.byteLength(program)).toBe(MAX_ARGUMENT_BYTES - 1);
  expect(spawnSync(process.execPath, ["-e", program])).toMatchObject({ status: 7 });
});
