import { chownSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../fixtures/command";
import type { OwnerIds } from "../fixtures/host/maildir";
import { makeOpenDirectory } from "../fixtures/open-directory";

/** The owner of the mailboxes. */
export const MAILBOX_OWNER: OwnerIds = { uid: 20_001, gid: 20_001 };

/** A new directory that the owner of the mailboxes can enter, with a copy of the bundled importer. */
export function makeBenchDirectory(): { readonly work: string; readonly importer: string } {
  const work = makeOpenDirectory("bench-");
  const importer = join(work, "standby-mx.js");
  copyFileSync(bundle, importer);
  return { work, importer };
}

export function giveToOwner(path: string): void {
  chownSync(path, MAILBOX_OWNER.uid, MAILBOX_OWNER.gid);
}

/** The command with the rights of the owner. setpriv is in util-linux. */
export function asOwner(argv: readonly string[]): readonly string[] {
  return ["setpriv", `--reuid=${MAILBOX_OWNER.uid}`, `--regid=${MAILBOX_OWNER.gid}`, "--clear-groups", ...argv];
}
