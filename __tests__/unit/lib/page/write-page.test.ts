import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPageOptions } from "../../../../lib/page/write-page";

const directory = mkdtempSync(join(tmpdir(), "standby-mx-page-"));
afterAll(() => rmSync(directory, { recursive: true }));

describe("the file of a page", () => {
  test("is refused before the work if its folder is missing", async () => {
    await expect(checkPageOptions({ html: join(directory, "missing", "page.html") })).rejects.toThrow(
      /^--html: cannot write into .*missing \(ENOENT.*\); name another file$/,
    );
  });

  test("is refused if it is a folder", async () => {
    await expect(checkPageOptions({ html: directory })).rejects.toThrow(
      /^--html: expected the name of a file, found a directory/,
    );
  });

  test("may be new, and is not created yet", async () => {
    await expect(checkPageOptions({ html: join(directory, "page.html") })).resolves.toBeUndefined();
  });

  test("is required if addresses are to be left out", async () => {
    await expect(checkPageOptions({ anonymous: true })).rejects.toThrow(
      /^--anonymous: expected --html <file> beside it/,
    );
    await expect(checkPageOptions({ anonymous: false })).resolves.toBeUndefined();
  });
});
