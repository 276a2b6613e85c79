import { identityOf, publish } from "./commit-batch";
import type { Delivery } from "./journal/records";
import type { Maildir } from "./maildir/maildir";
import type { Run } from "./run";

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
}

async function recoverMailbox(run: Run, deliveries: readonly Delivery[]): Promise<void> {
  const [first] = deliveries;
  if (!first) return;
  const maildir = await run.mailboxes.open(first.mailbox, placeOf(run, first));
  if (!maildir) return void (run.report.waiting += deliveries.length);
  const { staged, published, unknown } = await examine(run, maildir, deliveries);
  const found =
    unknown.length > 0 ? await maildir.find(new Map(unknown.map(({ name, size }) => [name, size]))) : undefined;
  const lost = unknown.filter(({ name }) => !found?.has(name));
  if (lost.length > 0) await run.journal.append({ type: "abandoned", messages: lost.map(identityOf) });
  const there = unknown.filter(({ name }) => found?.has(name));
  const settled = await publish(run, maildir, staged, [...published, ...there]);
  if (settled.length > 0) {
    await run.journal.append({ type: "done", at: run.machine.now(), messages: settled.map(identityOf) });
  }
}

/** What became of each delivery. The mailbox itself is not looked at: its reader may have done anything with the message. */
async function examine(run: Run, maildir: Maildir, deliveries: readonly Delivery[]) {
  const outcome = { staged: [] as Delivery[], published: [] as Delivery[], unknown: [] as Delivery[] };
  for (const delivery of deliveries) {
    const published = await maildir.wasPublished(delivery);
    const powerLost = maildir.policy === "verify" && delivery.boot !== run.boot;
    if (published === false) outcome.staged.push(delivery);
    else if (published === undefined || delivery.suspect || powerLost) outcome.unknown.push(delivery);
    else outcome.published.push(delivery);
  }
  return outcome;
}

/** Where the mailbox is now; that of a mailbox that the settings no longer have is where it was. */
function placeOf(run: Run, { mailbox, maildir }: Delivery) {
  const known = run.settings.mailboxes.find(({ user }) => user === mailbox);
  return known ? run.mailboxes.placeOf(known) : { path: maildir, owner: undefined };
}
