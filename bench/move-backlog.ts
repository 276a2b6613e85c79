import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { makeMaildir } from "../fixtures/host/maildir";
import { writeOneMailbox } from "../fixtures/host/one-mailbox";
import { giveToOwner, MAILBOX_OWNER } from "./bench-directory";
import type { Cost } from "./measure";
import { measure } from "./measure";
import type { Peer } from "./peers";

interface Backlog {
  readonly endpoint: string;
  /** The bucket with the messages under `anna/`, which no other run uses. */
  readonly bucket: string;
  /** The bundled importer. */
  readonly importer: string;
  readonly work: string;
  /** The number of messages. */
  readonly count: number;
}

/** Moves the messages of a bucket into a new Maildir; throws an Error if the program fails or does not move them all. */
export async function moveBacklog(peer: Peer, { endpoint, bucket, importer, work, count }: Backlog): Promise<Cost> {
  const directory = join(work, bucket);
  const maildir = join(directory, "Maildir");
  mkdirSync(directory);
  makeMaildir(maildir, MAILBOX_OWNER);
  writeOneMailbox({ directory, user: "anna", bucket, maildir });
  if (!peer.root) giveToOwner(join(directory, "state"));
  const { argv, env } = peer.command({ endpoint, bucket, importer, directory, maildir });
  const cost = await measure(argv, env, directory);
  const delivered = readdirSync(join(maildir, "new")).length;
  if (delivered !== count) throw new Error(`${peer.name}: expected ${count} messages in new/, found ${delivered}`);
  // Delivered files stay until the end: ext4 does not reuse inodes that were deleted in the last minutes, but examines
  // each of them first, and any program would need two to three times the processor time for its files.
  return cost;
}
