import { inParallel } from "../lib/in-parallel";
import type { DrillMessage } from "./messages";
import { send, type DrillNetwork, type SendOutcome } from "./sender/send";
import type { SenderOptions } from "./sender/smtp-session";
import type { Timeline } from "./timeline";

/** A message with its envelope recipients. */
export interface AddressedMessage {
  readonly message: DrillMessage;
  readonly recipients: readonly string[];
}

/** The outcome for an envelope recipient, and when the last host answered. */
export type TimedOutcome = SendOutcome & { readonly answeredAt: number };

/** One message as it was sent in one phase, with its outcome for each envelope recipient. Times are those of the timeline. */
export interface SentMessage {
  readonly phase: string;
  readonly message: DrillMessage;
  readonly sentAt: number;
  readonly outcomes: ReadonlyMap<string, TimedOutcome>;
}

const MAX_MESSAGES_AT_ONCE = 16;
const MAX_QUEUE_RUNS = 4;

/** Sends each message, with retries for recipients that no host accepted, as a mail queue does (RFC 5321 section 4.5.4.1). */
export async function dispatch(
  phase: string,
  mail: readonly AddressedMessage[],
  network: DrillNetwork,
  options: SenderOptions,
  clock: Pick<Timeline, "seconds">,
  signal: AbortSignal,
): Promise<readonly SentMessage[]> {
  return inParallel(mail, MAX_MESSAGES_AT_ONCE, async ({ message, recipients }) => {
    signal.throwIfAborted();
    const sentAt = clock.seconds;
    const outgoing = { sender: message.sender, bytes: await message.read() };
    const outcomes = new Map<string, TimedOutcome>();
    let waiting = recipients;
    for (let run = 0; run < MAX_QUEUE_RUNS && waiting.length > 0; run++) {
      for (const [recipient, outcome] of await send(outgoing, waiting, network, options)) {
        const earlier = outcomes.get(recipient)?.failedAttempts ?? [];
        const failedAttempts = [...earlier, ...outcome.failedAttempts];
        outcomes.set(recipient, { ...outcome, failedAttempts, answeredAt: clock.seconds });
      }
      waiting = recipients.filter((recipient) => outcomes.get(recipient)!.kind === "waiting");
    }
    return { phase, message, sentAt, outcomes };
  });
}
