import { statfs } from "node:fs/promises";
import type { Finding } from "../../model";
import { homeCheck, isMaildir, mailboxOf, usersOf } from "./home-check";
import { MIB } from "../../../../lib/bytes";

/** Space for a message of SES's maximum size, 40 MB, and for the journal. */
const FAIL_BELOW_BYTES = 64 * MIB;
const WARN_BELOW_BYTES = 1024 * MIB;
const FAIL_BELOW_INODES = 100;
const WARN_BELOW_INODES = 10_000;

export const mailboxSpace = homeCheck({
  id: "mailbox-space",
  title: "Is there disk space for the mail of an outage?",
  needs: ["mailbox-maildir"],
  subjects: usersOf(isMaildir),
  async look(user, context) {
    const path = `${context.root}${mailboxOf(context, user).maildir}/new`;
    const { bavail, bsize, files, ffree } = await statfs(path);
    return { ...judgeSpace(bavail * bsize, files > 0 ? ffree : Infinity), source: path };
  },
});

/** @param inodes number of free inodes; `Infinity` if the file system has no fixed number */
export function judgeSpace(bytes: number, inodes: number): Finding {
  const found = `${sizeOf(bytes)} free${inodes === Infinity ? "" : `, ${inodes} inodes`}`;
  const expected = `${sizeOf(WARN_BELOW_BYTES)} and ${WARN_BELOW_INODES} inodes, or more`;
  const advice = "free space on this file system";
  if (bytes < FAIL_BELOW_BYTES || inodes < FAIL_BELOW_INODES) {
    const why = "The importer cannot deliver: mail waits in the bucket until there is space.";
    return { status: "FAIL", found, expected, why, advice };
  }
  if (bytes < WARN_BELOW_BYTES || inodes < WARN_BELOW_INODES) {
    return { status: "WARN", found, expected, why: "The mail of a long outage may not fit.", advice };
  }
  return { status: "OK", found };
}

function sizeOf(bytes: number): string {
  return bytes < 1024 * MIB ? `${Math.round(bytes / MIB)} MiB` : `${Math.round(bytes / 1024 / MIB)} GiB`;
}
