import { access, constants } from "node:fs/promises";
import { renamePolicy } from "../../../../importer/maildir/file-system";
import { homeCheck, isMaildir, mailboxOf, usersOf } from "./home-check";

export const mailboxFileSystem = homeCheck({
  id: "mailbox-file-system",
  title: "Is the Maildir on one local, writable file system?",
  needs: ["mailbox-maildir"],
  subjects: usersOf(isMaildir),
  async look(user, context) {
    const { disk } = context.machine;
    const path = context.root + mailboxOf(context, user).maildir;
    const why = "The importer delivers nothing to this mailbox: its mail waits in the bucket.";
    const [stage, target] = await Promise.all([disk.inspect(`${path}/tmp`), disk.inspect(`${path}/new`)]);
    if (stage?.device !== target?.device) {
      const found = `${path}/tmp and ${path}/new are on two file systems`;
      return {
        status: "FAIL",
        found,
        expected: "one file system",
        why,
        advice: "mount the whole Maildir as one",
        source: path,
      };
    }
    if (renamePolicy(await disk.fileSystemType(path)) === "refuse") {
      const advice = "keep the Maildir on a local file system, or use destination: { lmtp: … } (docs/destinations.md)";
      return {
        status: "FAIL",
        found: "a network or FUSE file system",
        expected: "a local file system",
        why,
        advice,
        source: path,
      };
    }
    // Root may write everywhere except on a file system that is mounted read-only.
    const failure = await access(`${path}/new`, constants.W_OK).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (failure === "EROFS") {
      const advice = "mount the file system read-write (dmesg shows whether an error made it read-only)";
      return { status: "FAIL", found: "mounted read-only", expected: "mounted read-write", why, advice, source: path };
    }
    return { status: "OK", found: path, source: path };
  },
});
