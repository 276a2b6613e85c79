import { join } from "node:path";
import type { Region } from "../settings/model";
import type { Store } from "../store/store";
import { StoreError } from "../store/store-error";
import { MailCourier } from "./delivery/deliverer";
import { DryRunCourier } from "./delivery/dry-run";
import { latestSequence } from "./state/delivered/sorted-segment";
import { importBucket, settleBucket } from "./import-bucket";
import type { OpenQueue } from "./state/envelopes/record-queue";
import { QueuedEnvelopes } from "./state/envelopes/queued-envelopes";
import { Journal } from "./state/journal/journal";
import { checkStateDirectory, ensureStateDirectory } from "./state/journal/state-directory";
import { StateError } from "./state/journal/state-error";
import { LockError } from "./machine/lock";
import type { Lock, Machine } from "./machine/machine";
import { thisMachine } from "./machine/this-machine";
import { awsKeyUnwrapper } from "./message/aws-kms";
import { recover } from "./recover";
import { ImportReport } from "./report";
import { type ImportSettings, type Limits, LIMITS, type Listener, Run } from "./context";
import { isSystemError } from "../lib/errors";

export interface ImportOptions {
  readonly settings: ImportSettings;
  readonly openStore: (region: Region) => Promise<Store>;
  /** The queue that is told of each message of a region's bucket; throws `QueueError`. Without it no envelope is known. */
  readonly openQueue?: OpenQueue | undefined;
  /** Maildirs and the state directory are looked for below this directory, as with DESTDIR. */
  readonly root?: string;
  /** Only this user's mailbox. */
  readonly mailbox?: string;
  /** Count what would be done, and change nothing. */
  readonly dryRun?: boolean;
  /** Messages, as `bucket/key`, that are handed over once more although they may have been taken. */
  readonly resend?: readonly string[];
  /** Go on under a new journal id, and take the Maildirs over from other journals. */
  readonly adopt?: boolean;
  readonly listener?: Listener;
  readonly signal?: AbortSignal;
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
  const { stateDirectory } = settings.importer;
  const state = root === undefined ? stateDirectory : join(root, stateDirectory);
  let lock: Lock | undefined;
  try {
    if (options.dryRun) await checkStateDirectory(machine, state);
    else await ensureStateDirectory(machine, state);
    lock = await lockState(machine, state, options);
    if (lock) await work(machine, state, report, options);
    else report.problem("lock", state, "another import is at work");
  } catch (error) {
    if (error instanceof LockError) {
      report.problem("no-lock", state, error);
      return report;
    }
    // Whatever the disk says of a mailbox has been reported by now; what is left is about our own state.
    if (!(error instanceof StateError) && !isSystemError(error)) throw error;
    report.problem("state", state, error);
  } finally {
    await machine.close();
    lock?.release();
  }
  return report;
}

/** A dry run makes no lock: where there is none, no importer is at work. */
async function lockState(machine: Machine, state: string, { dryRun }: ImportOptions): Promise<Lock | undefined> {
  const path = `${state}/lock`;
  if (dryRun && !(await machine.disk.inspect(path))) return { release: () => undefined };
  return machine.lock(path);
}

async function work(machine: Machine, state: string, report: ImportReport, options: ImportOptions): Promise<void> {
  const { settings, root, dryRun, listener = {}, limits, signal } = options;
  const journal = await openJournal(machine, state, options);
  const boot = await machine.bootId();
  const allLimits = { ...LIMITS, ...limits };
  const envelopes =
    options.openQueue && new QueuedEnvelopes(machine, `${state}/envelopes`, settings, options.openQueue);
  const run = new Run(
    machine,
    settings,
    journal,
    state,
    root,
    report,
    listener,
    allLimits,
    boot,
    signal,
    envelopes,
    options.adopt,
  );
  try {
    if (!dryRun) {
      await run.spool.clear();
      await recover(run);
      if (options.adopt) await adoptMaildirs(run);
      await run.openHandovers.release(options.resend ?? []);
    }
    await importAll(run, options);
  } finally {
    await journal.close();
  }
}

async function openJournal(machine: Machine, state: string, { dryRun, adopt }: ImportOptions): Promise<Journal> {
  if (dryRun) return (await Journal.look(machine, state)).journal;
  if (!adopt) return Journal.open(machine, state);
  return Journal.adopt(machine, state, await latestSequence(machine.disk, state));
}

/** All at once, so that it need not be said again when the first message for a mailbox comes. */
async function adoptMaildirs(run: Run): Promise<void> {
  for (const mailbox of run.settings.mailboxes) {
    if (!run.receivers.takes(mailbox)) await run.mailboxes.open(mailbox.user, run.mailboxes.placeOf(mailbox));
  }
}

async function importAll(run: Run, { openStore, mailbox: user, dryRun }: ImportOptions): Promise<void> {
  const { regions, mailboxes } = run.settings;
  const only = user === undefined ? undefined : mailboxes.find((mailbox) => mailbox.user === user);
  for (const region of regions) {
    const { bucket } = region;
    if (!dryRun) await run.envelopes.collect(region, run.report, run.signal);
    const store = await openStore(region).catch((error: unknown) => {
      if (!(error instanceof StoreError)) throw error;
      run.report.bucketProblem(bucket, error);
    });
    if (!store) continue;
    try {
      const source = { store, unwrapKey: awsKeyUnwrapper(region.name) };
      const courier = dryRun ? new DryRunCourier(run) : new MailCourier(run, source, bucket);
      const seenWhole = await importBucket(run, store, bucket, courier, only);
      if (!dryRun) await settleBucket(run, bucket, seenWhole);
    } finally {
      await store.close();
    }
  }
}
