import type { ImportContext } from "../context";
import { identityOf, type Message, type MessageIdentity } from "../message/model";
import type { MessageSource } from "../message/open-message";
import type { Outcomes } from "../outcome";
import type { Deletions } from "./deletions";
import { publishStaged } from "./publish";
import type { StagedDelivery } from "./stage-batch";
import { deliverThroughTransports } from "./transport-batch";

/** A batch whose messages for Maildirs are staged. */
export interface StagedBatch {
  readonly staged: readonly StagedDelivery[];
  readonly forTransports: readonly Message[];
  readonly remembered: readonly MessageIdentity[];
}

export interface CommitOptions {
  readonly context: ImportContext;
  readonly source: MessageSource;
  readonly deletions: Deletions;
  /** Reports outcomes; `batch`: the messages that the outcomes concern. */
  readonly settle: (outcomes: Outcomes, batch?: readonly Message[]) => void;
}

/** Publishes the staged messages of batches, sends the others through transports, records all of them as done, and deletes them. */
export async function commit(
  batches: readonly StagedBatch[],
  { context, source, deletions, settle }: CommitOptions,
): Promise<void> {
  const { published, outcomes } = await publishStaged(
    context,
    batches.flatMap(({ staged }) => staged),
  );
  settle(outcomes);
  const settled = [...batches.flatMap(({ remembered }) => remembered), ...published];
  await recordDone(context, settled);
  settle(await deletions.add(settled));
  for (const { forTransports } of batches) {
    const { delivered, outcomes } = await deliverThroughTransports(context, source, forTransports);
    settle(outcomes, forTransports);
    settle(await deletions.add(delivered));
  }
  if (context.journal.settled.length >= context.limits.maxJournalMessages) await context.checkpoints.checkpoint();
}

/** Records messages that need no delivery any more: their objects may then be deleted. */
export async function recordDone(
  { journal, time }: ImportContext,
  messages: readonly MessageIdentity[],
): Promise<void> {
  if (messages.length === 0) return;
  await journal.append({ type: "done", at: time.latest(), messages: messages.map(identityOf) });
}
