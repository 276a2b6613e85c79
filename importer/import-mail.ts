import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import type { Region } from "../settings/model";
import type { Store } from "../store/store";
import { importBucket } from "./import-bucket";
import { Journal } from "./journal/journal";
import { ensureStateDirectory } from "./journal/state-directory";
import { StateError } from "./journal/state-error";
import type { Machine } from "./machine/machine";
import { thisMachine } from "./machine/this-machine";
import { recover } from "./recover";
import { ImportReport } from "./report";
import { type ImportSettings, type Limits, LIMITS, type Listener, Run } from "./run";

export interface ImportOptions {
  readonly settings: ImportSettings;
  readonly openStore: (region: Region) => Promise<Store>;
  /** Maildirs and the state directory are looked for below this directory, as with DESTDIR. */
  readonly root?: string;
  /** Only this user's mailbox. */
  readonly mailbox?: string;
  readonly listener?: Listener;
  readonly machine?: Machine;
  readonly limits?: Partial<Limits>;
}

/**
 * Delivers what waits in the store, each message exactly once, and deletes it there. What could not be done is in the report;
 * nothing is thrown for it.
 */
export async function importMail(options: ImportOptions): Promise<ImportReport> {
  const { settings, root, machine = thisMachine() } = options;
  const report = new ImportReport();
  const state = resolve(root === undefined ? "/" : root, `.${join("/", settings.importer.stateDirectory)}`);
  const lock = await machine.lock(lockName(state));
  if (!lock) {
    report.problem("lock", state, "another import is at work");
    return report;
  }
  try {
    await ensureStateDirectory(machine, state);
    const journal = await Journal.open(machine, state);
    try {
      const { listener = {}, limits } = options;
      const boot = await machine.bootId();
      const run = new Run(machine, settings, journal, state, root, report, listener, { ...LIMITS, ...limits }, boot);
      await recover(run);
      await importAll(run, options);
    } finally {
      await journal.close();
    }
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    report.problem("state", state, error);
  } finally {
    await lock.release();
  }
  return report;
}

async function importAll(run: Run, { openStore, mailbox: user }: ImportOptions): Promise<void> {
  const { regions, mailboxes } = run.settings;
  const only = user === undefined ? undefined : mailboxes.find((mailbox) => mailbox.user === user);
  for (const region of regions) {
    const store = await openStore(region);
    try {
      await importBucket(run, store, region.bucket, only);
    } finally {
      await store.close();
    }
  }
}

/** The path of an abstract socket has room for 107 bytes (unix(7)). */
function lockName(stateDirectory: string): string {
  return `standby-mx:${createHash("sha256").update(stateDirectory).digest("hex").slice(0, 32)}`;
}
