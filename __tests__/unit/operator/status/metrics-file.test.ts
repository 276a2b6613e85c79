import { lstatSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeMetrics } from "../../../../operator/status/metrics-file";

test("metrics replace no link, such as /dev/stdout is", async () => {
  const directory = mkdtempSync(join(tmpdir(), "metrics-"));
  try {
    const file = join(directory, "stdout");
    symlinkSync("/proc/self/fd/1", file);
    await expect(writeMetrics(file, "")).rejects.toThrow(/found a link; name another file/);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readdirSync(directory)).toEqual(["stdout"]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
