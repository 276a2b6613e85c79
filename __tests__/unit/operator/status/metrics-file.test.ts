import { lstatSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExitCode, exitCodeOfError } from "../../../../lib/exit-codes";
import { writeMetrics } from "../../../../operator/status/metrics-file";

test("metrics do not replace a symbolic link such as /dev/stdout", async () => {
  const directory = mkdtempSync(join(tmpdir(), "metrics-"));
  try {
    const file = join(directory, "stdout");
    symlinkSync("/proc/self/fd/1", file);
    const refused = writeMetrics(file, "");
    await expect(refused).rejects.toThrow(/found a link; name another file/);
    await expect(refused.catch(exitCodeOfError)).resolves.toBe(ExitCode.usage);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readdirSync(directory)).toEqual(["stdout"]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
