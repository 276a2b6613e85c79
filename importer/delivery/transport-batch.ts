import type { Mailbox } from "../../settings/model";
import { inParallel } from "../../lib/in-parallel";
import type { ImportContext } from "../context";
import type { Message } from "../message/model";
import type { MessageSource } from "../message/open-message";
import { stoppedOutcomes, suspendedOutcomes } from "../outcome";
import { deliverInOrder, MAX_FAILURES_IN_A_ROW, type Route, type TransportStep } from "./transport-step";

/**
 * Delivers messages through the transports of their mailboxes: several mailboxes at the same time, the messages of each
 * mailbox one by one in the order of their receipt. Accepted messages are recorded durably before the returned promise
 * resolves.
 */
export async function deliverThroughTransports(
  context: ImportContext,
  source: MessageSource,
  messages: readonly Message[],
): Promise<TransportStep> {
  const mailboxes = [...new Set(messages.map(({ mailbox }) => mailbox))];
  const batches = await inParallel(mailboxes, context.limits.maxTransports, (mailbox) => {
    const messagesOfMailbox = messages.filter((message) => message.mailbox === mailbox);
    return deliverToMailbox(context, source, mailbox, messagesOfMailbox);
  });
  return joined(batches);
}

async function deliverToMailbox(
  context: ImportContext,
  source: MessageSource,
  mailbox: Mailbox,
  messages: readonly Message[],
): Promise<TransportStep> {
  const { mailboxes, transports, signal } = context;
  if (signal?.aborted) return { delivered: [], outcomes: stoppedOutcomes(source.bucket, messages.length) };
  if (mailboxes.isSuspended(mailbox.user)) return { delivered: [], outcomes: suspendedOutcomes(messages.length) };
  const transport = transports.of(mailbox);
  try {
    // The connection comes before the downloads, which would be useless if the server is down.
    await transport.ready();
  } catch (error) {
    return { delivered: [], outcomes: mailboxes.suspend(mailbox.user, error, messages.length) };
  }
  const triedAt = ({ identity }: Message) => {
    const attempt = context.journal.attemptOf(identity);
    return attempt?.isDeferred ? attempt.at : undefined;
  };
  const untried = messages.filter((message) => triedAt(message) === undefined);
  const triedMessages = messages.filter((message) => triedAt(message) !== undefined);
  // The message with the oldest attempt comes first, so that each message gets its turn.
  triedMessages.sort((a, b) => triedAt(a)! - triedAt(b)!);
  const route = { user: mailbox.user, transport };
  try {
    const first = await deliverInOrder(context, source, route, untried);
    const steps: TransportStep[] = [first];
    if (first.isGivenUp) {
      const reason = `${transport.name} accepted none of ${MAX_FAILURES_IN_A_ROW} messages in a row`;
      steps.push({ delivered: [], outcomes: mailboxes.suspend(mailbox.user, reason, 0) });
    }
    steps.push(...(await deliverTried(context, source, route, triedMessages)));
    return joined(steps);
  } finally {
    transport.close();
  }
}

/**
 * Retries messages that an earlier run has tried, several at a time. They come after all other messages, because the
 * transport may never accept them. Failures of these messages suspend no mailbox: the transport may still accept the
 * messages of the next batch.
 */
async function deliverTried(
  context: ImportContext,
  source: MessageSource,
  route: Route,
  messages: readonly Message[],
): Promise<readonly TransportStep[]> {
  const steps: TransportStep[] = [];
  for (let next = 0; next < messages.length; next += MAX_FAILURES_IN_A_ROW) {
    const batch = messages.slice(next, next + MAX_FAILURES_IN_A_ROW);
    const step = await deliverInOrder(context, source, route, batch);
    steps.push(step);
    if (!step.isGivenUp) continue;
    steps.push({ delivered: [], outcomes: suspendedOutcomes(messages.length - next - batch.length) });
    break;
  }
  return steps;
}

function joined(batches: readonly TransportStep[]): TransportStep {
  return {
    delivered: batches.flatMap(({ delivered }) => delivered),
    outcomes: batches.flatMap(({ outcomes }) => outcomes),
  };
}
