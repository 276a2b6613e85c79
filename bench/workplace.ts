import { chownSync, copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../fixtures/command";
import { makeOpenDirectory } from "../fixtures/open-directory";

/** Who owns the mailboxes. */
const OWNER = 20_001;

/** A new directory that the owner of the mailboxes can get to, with a copy of the bundled importer in it. */
export function makeWorkplace(): { readonly work: string; readonly importer: string } {
  const work = makeOpenDirectory("bench-");
  const importer = join(work, "standby-mx.js");
  copyFileSync(bundle, importer);
  return { work, importer };
}

/** Makes an empty Maildir of the owner. */
export function makeMaildir(path: string): void {
  for (const folder of [path, ...["new", "cur", "tmp"].map((name) => join(path, name))]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    giveToOwner(folder);
  }
}

export function giveToOwner(path: string): void {
  chownSync(path, OWNER, OWNER);
}

/** The command with the rights of the owner. setpriv is in util-linux. */
export function asOwner(argv: readonly string[]): readonly string[] {
  return ["setpriv", `--reuid=${OWNER}`, `--regid=${OWNER}`, "--clear-groups", ...argv];
}
