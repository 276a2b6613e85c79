import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { replaceFile } from "../../../lib/replace-file";

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "replace-"))));
afterEach(() => rmSync(directory, { recursive: true }));

test.each([false, true])("a file is replaced whole, with its mode; durable: %s", async (isDurable) => {
  const path = join(directory, "file");
  writeFileSync(path, "a longer text than the new one", { mode: 0o600 });
  await replaceFile(path, "new", { mode: 0o640, isDurable });
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(statSync(path).mode & 0o7777).toBe(0o640);
  expect(readdirSync(directory)).toEqual(["file"]);
});

test("nothing is written through a symbolic link at the temporary path", async () => {
  const [path, other] = [join(directory, "file"), join(directory, "other")];
  writeFileSync(other, "untouched");
  symlinkSync(other, join(directory, `.file.${process.pid}.tmp`));
  await expect(replaceFile(path, "new", { mode: 0o600 })).rejects.toThrow("EEXIST");
  expect(readFileSync(other, "utf8")).toBe("untouched");
  expect(readdirSync(directory)).toEqual(["other"]);
});
