import { groupBy } from "../lib/group-by";
import type { ImportContext } from "./context";
import { mailboxesOf } from "../settings/names/hosts";
import { recordDone } from "./delivery/commit";
import { publish } from "./delivery/publish";
import type { Maildir } from "./maildir/maildir";
import type { MaildirPlace } from "./maildir/place";
import { type Delivery, identityOf } from "./message/model";
import type { Outcomes } from "./outcome";

/**
 * Completes the deliveries that an earlier run began, and yields their outcomes. If that run was killed between writing
 * and syncing, its last records may not be on disk, so the journal is first rewritten durably.
 */
export async function* recover(context: ImportContext): AsyncGenerator<Outcomes> {
  const { journal, checkpoints } = context;
  if (journal.isEmpty) return;
  // Syncs the state directory, too: the names of the stage directories contain the journal's id, which must survive a power cut.
  await checkpoints.checkpoint();
  const groups = groupBy(journal.open, (delivery) =>
    JSON.stringify([delivery.mailbox, currentPlace(context, delivery).path]),
  );
  for (const deliveries of groups.values()) {
    for await (const outcomes of recoverMailbox(context, deliveries)) {
      // The store still has these messages, and the listing counts those that wait.
      yield outcomes.filter(({ kind }) => kind !== "suspended");
    }
  }
  // The store still has these messages; only the list of delivered messages tells the listing that they need no delivery.
  if (journal.settled.length > 0) await checkpoints.checkpoint();
}

async function* recoverMailbox(context: ImportContext, deliveries: readonly Delivery[]): AsyncGenerator<Outcomes> {
  const { mailboxes, journal } = context;
  const { mailbox: user } = deliveries[0]!;
  let maildir: Maildir;
  try {
    maildir = await mailboxes.open(user, currentPlace(context, deliveries[0]!));
  } catch (error) {
    yield mailboxes.suspend(user, error, deliveries.length);
    return;
  }
  let findings: RecoveryFindings;
  try {
    findings = await examineDeliveries(context, maildir, deliveries);
  } catch (error) {
    yield mailboxes.suspendDeliveries(maildir, deliveries, error);
    return;
  }
  const { staged, renamed, lost } = findings;
  if (lost.length > 0) await journal.append({ type: "released", messages: lost.map(identityOf) });
  const { published, outcomes } = await publish(context, maildir, staged, renamed);
  yield outcomes;
  await recordDone(context, published);
}

interface RecoveryFindings {
  readonly staged: readonly Delivery[];
  readonly renamed: readonly Delivery[];
  /** Neither staged nor found in the mailbox, so the next listing delivers them from the store. */
  readonly lost: readonly Delivery[];
}

/**
 * Determines the state of each delivery from the stage directory, or, if the stage directory cannot tell, by a search
 * of the mailbox, from which the reader may have moved or removed the message.
 */
async function examineDeliveries(
  { bootId }: ImportContext,
  maildir: Maildir,
  deliveries: readonly Delivery[],
): Promise<RecoveryFindings> {
  const staged: Delivery[] = [];
  const renamed: Delivery[] = [];
  const unknown: Delivery[] = [];
  for (const delivery of deliveries) {
    const wasPublished = await maildir.stage.wasPublished(delivery);
    const powerLost = maildir.policy === "verify" && delivery.bootId !== bootId;
    if (wasPublished === false) staged.push(delivery);
    else if (wasPublished === undefined || delivery.syncFailed || powerLost) unknown.push(delivery);
    else renamed.push(delivery);
  }
  if (unknown.length === 0) return { staged, renamed, lost: [] };
  const foundNames = await maildir.find(new Map(unknown.map(({ name, size }) => [name, size])));
  renamed.push(...unknown.filter(({ name }) => foundNames.has(name)));
  return { staged, renamed, lost: unknown.filter(({ name }) => !foundNames.has(name)) };
}

/**
 * The mailbox's place in the settings, or its place at the time of delivery if the settings no longer have the mailbox
 * on this host.
 */
function currentPlace({ settings, mailboxes }: ImportContext, { mailbox, maildir }: Delivery): MaildirPlace {
  const mailboxInSettings = mailboxesOf(settings).find(({ user }) => user === mailbox);
  return mailboxInSettings
    ? mailboxes.placeOf(mailboxInSettings)
    : { path: maildir, owner: undefined, mayBeRoots: true };
}
