import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expectReplaceable } from "../../../lib/replaceable-file";

const directory = mkdtempSync(join(tmpdir(), "replaceable-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("a regular file or a missing file may be replaced", async () => {
  const file = join(directory, "file");
  await expectReplaceable(file);
  writeFileSync(file, "");
  await expectReplaceable(file);
});

test.each([
  ["a device", "/dev/null", /found a device/],
  ["a directory", directory, /found a directory/],
  ["a link", join(directory, "link"), /found a link/],
])("%s may not", async (_, path, reason) => {
  if (path.endsWith("link")) symlinkSync("/dev/stdout", path);
  await expect(expectReplaceable(path)).rejects.toThrow(reason);
});
