import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeDisk } from "../../../../importer/machine/node-disk";
import { findMessages } from "../../../../importer/maildir/find-messages";
import { makeMaildir } from "../../../../fixtures/host/maildir";

let maildir: string;

beforeEach(() => {
  maildir = mkdtempSync(join(tmpdir(), "find-"));
  for (const folder of [".", ".Archive"]) {
    makeMaildir(join(maildir, folder));
  }
});
afterEach(() => rmSync(maildir, { recursive: true }));

const find = (...names: readonly string[]) =>
  findMessages(nodeDisk, maildir, new Map(names.map((name) => [name, name.length])));

test("finds whole messages in every folder, but no staged files", async () => {
  for (const [path, name] of [
    ["new/one", "one"],
    ["cur/three:2,S", "three"],
    [".Archive/cur/seven:2,", "seven"],
    ["tmp/eleven", "eleven"],
  ] as const) {
    writeFileSync(join(maildir, path), name);
  }
  writeFileSync(join(maildir, "new/torn"), "to");
  expect([...(await find("one", "three", "seven", "eleven", "torn"))].sort()).toEqual(["one", "seven", "three"]);
});

describe.each(["new", "cur"])("while %s is missing", (part) => {
  beforeEach(() => renameSync(join(maildir, part), join(maildir, "aside")));

  test.each([
    ["but nothing", () => undefined],
    ["but a link", () => symlinkSync("aside", join(maildir, part))],
  ])("%s, no message counts as lost", async (_, put) => {
    put();
    await expect(find("one")).rejects.toThrow(
      `expected a directory ${maildir}/${part}, found something else or nothing`,
    );
  });
});
