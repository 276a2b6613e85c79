import { execFileSync } from "node:child_process";
import { systemError } from "../../../../fixtures/system-error";
import { shellWord } from "../../../../lib/shell-word";
import { explainDiskError } from "../../../../importer/machine/disk-error";
import { MailboxError } from "../../../../importer/maildir/mailbox-error";

test.each([
  [
    "ENOSPC",
    "/home/ann/Maildir: ENOSPC: simulated, write; the file system has no free bytes or inodes; free space: df ",
  ],
  ["EDQUOT", "/home/ann/Maildir: EDQUOT: disk quota exceeded, write; the quota of its owner is used up"],
  ["ESTALE", "/home/ann/Maildir: ESTALE: stale file handle, write; the file server does not know the file any more"],
  ["EIO", "/home/ann/Maildir: EIO: simulated, write; the disk reports an error"],
  ["EROFS", "/home/ann/Maildir: EROFS: simulated, write; the file system is read-only"],
  [
    "EACCES",
    "/home/ann/Maildir: EACCES: simulated, write; its owner has no permission for that; check the permissions: namei -l ",
  ],
])("%s names the Maildir and what to do, also as the cause of another error", (code, text) => {
  const error = systemError(code, "write");
  for (const each of [error, MailboxError.from(error)])
    expect((explainDiskError(each, "/home/ann/Maildir") as Error).message).toContain(text);
});

test("another error stays as it is", () => {
  const error = new Error("x");
  expect(explainDiskError(error, "/a")).toBe(error);
});

test.each(["/home/ann/Maildir", "/it's ann's/$(x)/`y`", '/a b"c\\', "-n"])("the shell reads %s back", (path) => {
  expect(execFileSync("sh", ["-c", `printf %s ${shellWord(path)}`]).toString()).toBe(path);
});
