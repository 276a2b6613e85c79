import { identityOf, keepWaiting, publish } from "./delivery/commit-batch";
import type { Delivery } from "./state/journal/records";
import type { Maildir } from "./maildir/maildir";
import type { Run } from "./context";

/**
 * Ends what an earlier run began. What the journal says may be in memory only, if that run was killed between writing and
 * syncing; so it is first written anew and durably, and only then acted upon.
 */
export async function recover(run: Run): Promise<void> {
  if (run.journal.isEmpty) return;
  await run.checkpoints.checkpoint();
  const places = new Map<string, Delivery[]>();
  for (const delivery of run.journal.open) {
    const id = JSON.stringify([delivery.mailbox, placeOf(run, delivery).path]);
    places.set(id, [...(places.get(id) ?? []), delivery]);
  }
  for (const deliveries of places.values()) await recoverMailbox(run, deliveries);
  // The store still has these; only the list of delivered messages tells the listing that they need no delivery.
  if (run.journal.settled.length > 0) await run.checkpoints.checkpoint();
}

async function recoverMailbox(run: Run, deliveries: readonly Delivery[]): Promise<void> {
  const [first] = deliveries;
  if (!first) return;
  const maildir = await run.mailboxes.open(first.mailbox, placeOf(run, first));
  if (!maildir) return void (run.report.waiting += deliveries.length);
  let outcome: Outcome;
  try {
    outcome = await examine(run, maildir, deliveries);
  } catch (error) {
    return keepWaiting(run, maildir, deliveries, error);
  }
  const { staged, published, lost } = outcome;
  if (lost.length > 0) await run.journal.append({ type: "abandoned", messages: lost.map(identityOf) });
  const settled = await publish(run, maildir, staged, published);
  if (settled.length > 0) {
    await run.journal.append({ type: "done", at: run.machine.now(), messages: settled.map(identityOf) });
  }
}

interface Outcome {
  readonly staged: readonly Delivery[];
  readonly published: readonly Delivery[];
  /** Nobody knows; these must come from the store again. */
  readonly lost: readonly Delivery[];
}

/**
 * What became of each delivery. The mailbox itself is not looked at, as its reader may have done anything with a message; only
 * where the stage directory does not tell, it is better than nothing.
 */
async function examine(run: Run, maildir: Maildir, deliveries: readonly Delivery[]): Promise<Outcome> {
  const staged: Delivery[] = [];
  const published: Delivery[] = [];
  const unknown: Delivery[] = [];
  for (const delivery of deliveries) {
    const gone = await maildir.wasPublished(delivery);
    const powerLost = maildir.policy === "verify" && delivery.boot !== run.boot;
    if (gone === false) staged.push(delivery);
    else if (gone === undefined || delivery.suspect || powerLost) unknown.push(delivery);
    else published.push(delivery);
  }
  if (unknown.length === 0) return { staged, published, lost: [] };
  const found = await maildir.find(new Map(unknown.map(({ name, size }) => [name, size])));
  published.push(...unknown.filter(({ name }) => found.has(name)));
  return { staged, published, lost: unknown.filter(({ name }) => !found.has(name)) };
}

/** Where the mailbox is now; that of a mailbox that the settings no longer have is where it was. */
function placeOf(run: Run, { mailbox, maildir }: Delivery) {
  const known = run.settings.mailboxes.find(({ user }) => user === mailbox);
  return known ? run.mailboxes.placeOf(known) : { path: maildir, owner: undefined, mayBeRoots: true };
}
