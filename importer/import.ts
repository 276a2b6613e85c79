import { join } from "node:path";
import type { Region } from "../settings/model";
import { mailboxesOf } from "../settings/names/hosts";
import type { Store } from "../store/store";
import { StoreError } from "../store/store-error";
import { isSystemError } from "../lib/errors";
import { type ImportContext, importContext, type ImportSettings } from "./context";
import { MailDeliverer } from "./delivery/deliverer";
import { DryRun } from "./delivery/dry-run";
import { importBucket, settleBucket } from "./import-bucket";
import { type Limits, LIMITS } from "./limits";
import { DiskError, explainDiskError } from "./machine/disk-error";
import { LockError } from "./machine/lock";
import type { Lock, Machine } from "./machine/machine";
import { awsKeyUnwrapper } from "./message/aws-kms";
import { RemovedObjects } from "./message/removed-objects";
import { bucketProblem, type Outcomes, problem } from "./outcome";
import { recover } from "./recover";
import { type ImportObserver, ImportReport } from "./report";
import { latestSequence } from "./state/delivered/sorted-segment";
import { QueuedEnvelopes } from "./state/envelopes/queued-envelopes";
import type { OpenQueue } from "./state/envelopes/record-queue";
import { Journal } from "./state/journal/journal";
import { checkStateDirectory, ensureStateDirectory } from "./state/journal/state-directory";
import { HeldVerdicts } from "./state/held/held-verdicts";
import { readReleased, ReleasedMessages } from "./state/released/released-messages";
import { StateError } from "./state/journal/state-error";
import { thisMachine } from "./worker/this-machine";

export interface ImportOptions {
  readonly settings: ImportSettings;
  readonly openStore: (region: Region) => Promise<Store>;
  /** Opens the envelope queue of a region; throws `QueueError`. Without queues no envelope is known. */
  readonly openQueue?: OpenQueue | undefined;
  /** The directory below which Maildirs and the state directory are, as with DESTDIR. */
  readonly root?: string;
  /** The user whose mailbox alone is imported. */
  readonly mailbox?: string;
  /** Count what would be done, and change nothing. */
  readonly dryRun?: boolean;
  /** Messages, as `bucket/key`, that are delivered again although a transport may have accepted them. */
  readonly resend?: readonly string[];
  /** Continue under a new journal id, and take over Maildirs that belong to other journals. */
  readonly adopt?: boolean;
  readonly observer?: ImportObserver;
  /** Called at the end of a run that had the lock, while the run still has it. Must not throw. */
  readonly beforeUnlock?: (end: RunEnd) => Promise<void>;
  readonly signal?: AbortSignal;
  readonly machine?: Machine;
  readonly limits?: Partial<Limits>;
}

/** How a run ended. */
export interface RunEnd {
  readonly machine: Machine;
  /** Below `root`, if there is one. */
  readonly stateDirectory: string;
  readonly report: ImportReport;
  /** A fault of standby-mx itself, which ends the command; `undefined`: none. */
  readonly fault: unknown;
}

/**
 * Delivers each message in the store exactly once, and then deletes its object. The report has what could not be done;
 * only a fault of standby-mx itself is thrown.
 */
export async function importMail(options: ImportOptions): Promise<ImportReport> {
  const { settings, root, signal, machine = thisMachine(signal) } = options;
  const report = new ImportReport(options.observer);
  const { stateDirectory } = settings.importer;
  const state = root === undefined ? stateDirectory : join(root, stateDirectory);
  let lock: Lock | undefined;
  let fault: unknown;
  try {
    if (options.dryRun) await checkStateDirectory(machine, state);
    else await ensureStateDirectory(machine, state);
    lock = await lockState(machine, state, options);
    if (lock) await work(machine, state, report, options);
    else report.add([problem("lock", state, "another import is at work")]);
  } catch (error) {
    if (error instanceof LockError) {
      report.add([problem("no-lock", state, error)]);
      return report;
    }
    // Errors of a mailbox's disk have become outcomes; an error here concerns the state directory.
    if (!(error instanceof StateError || error instanceof DiskError) && !isSystemError(error)) throw (fault = error);
    report.add([problem("state", state, explainDiskError(error, state))]);
  } finally {
    if (lock) await options.beforeUnlock?.({ machine, stateDirectory: state, report, fault });
    await machine.close();
    lock?.release();
  }
  return report;
}

/** A dry run creates no lock file: if the file is missing, no importer runs. */
async function lockState(machine: Machine, state: string, { dryRun }: ImportOptions): Promise<Lock | undefined> {
  const path = `${state}/lock`;
  if (dryRun && !(await machine.disk.inspect(path))) return { release: () => undefined };
  return machine.lock(path);
}

async function work(
  machine: Machine,
  stateDirectory: string,
  report: ImportReport,
  options: ImportOptions,
): Promise<void> {
  const { settings, root, dryRun, openQueue, signal, adopt } = options;
  const journal = await openJournal(machine, stateDirectory, options);
  const context = importContext({
    ...{ machine, settings, journal, stateDirectory, root, signal, adopt },
    limits: { ...LIMITS, ...options.limits },
    bootId: await machine.bootId(),
    released: new ReleasedMessages(await readReleased(machine.disk, stateDirectory)),
    heldVerdicts: await HeldVerdicts.read(machine.disk, stateDirectory),
    envelopes: openQueue && new QueuedEnvelopes(machine, `${stateDirectory}/envelopes`, settings, openQueue),
  });
  try {
    if (!dryRun) {
      await context.spool.clear();
      for await (const outcomes of recover(context)) report.add(outcomes);
      if (adopt) report.add(await adoptMaildirs(context));
      report.add(await context.openAttempts.release(options.resend ?? []));
    }
    await importAll(context, report, options);
  } finally {
    await journal.close();
  }
}

async function openJournal(machine: Machine, state: string, { dryRun, adopt }: ImportOptions): Promise<Journal> {
  if (dryRun) return (await Journal.openReadOnly(machine, state)).journal;
  if (!adopt) return Journal.open(machine, state);
  return Journal.adopt(machine, state, await latestSequence(machine.disk, state));
}

/** Takes over all Maildirs now, so that `--adopt` is not needed again when the first message for a mailbox comes. */
async function adoptMaildirs({ settings, transports, mailboxes }: ImportContext): Promise<Outcomes> {
  const outcomes = [];
  for (const mailbox of mailboxesOf(settings)) {
    const { user } = mailbox;
    if (transports.serves(mailbox) || mailboxes.isSuspended(user)) continue;
    try {
      await mailboxes.open(user, mailboxes.placeOf(mailbox));
    } catch (error) {
      outcomes.push(...mailboxes.suspend(user, error, 0));
    }
  }
  return outcomes;
}

async function importAll(context: ImportContext, report: ImportReport, options: ImportOptions): Promise<void> {
  const { openStore, mailbox: user, dryRun } = options;
  const { regions, mailboxes } = context.settings;
  const only = user === undefined ? undefined : mailboxes.find((mailbox) => mailbox.user === user);
  const settle = (outcomes: Outcomes) => report.add(outcomes);
  for (const region of regions) {
    const { bucket } = region;
    if (!dryRun) report.add(await context.envelopes.collect(region, context.signal));
    const store = await openStore(region).catch((error: unknown) => {
      if (!(error instanceof StoreError)) throw error;
      report.add([bucketProblem(bucket, error)]);
    });
    if (!store) continue;
    try {
      const unwrapKey = awsKeyUnwrapper(region.name, context.signal);
      const source = { store, bucket, unwrapKey, removedObjects: new RemovedObjects(store) };
      const deliverer = dryRun ? new DryRun(context, source, settle) : new MailDeliverer(context, source, settle);
      const listing = await importBucket(context, source, { deliverer, report, only });
      if (!dryRun) await settleBucket(context, bucket, listing);
    } finally {
      await store.close();
    }
  }
}
