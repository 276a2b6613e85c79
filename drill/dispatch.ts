import { inParallel } from "../lib/in-parallel";
import type { DrillMessage } from "./messages";
import { send, type Network, type SendOutcome } from "./sender/send";
import type { SenderOptions } from "./sender/smtp-session";

/** A message with its envelope recipients. */
export interface AddressedMessage {
  readonly message: DrillMessage;
  readonly recipients: readonly string[];
}

/** One message as it was sent in one phase, with its outcome for each envelope recipient. */
export interface SentMessage {
  readonly phase: string;
  readonly message: DrillMessage;
  readonly outcomes: ReadonlyMap<string, SendOutcome>;
}

const MAX_MESSAGES_AT_ONCE = 16;
const MAX_QUEUE_RUNS = 4;

/** Sends each message, and tries again what no host accepted, as a mail queue does (RFC 5321 section 4.5.4.1). */
export async function dispatch(
  phase: string,
  mail: readonly AddressedMessage[],
  network: Network,
  options: SenderOptions,
  signal: AbortSignal,
): Promise<readonly SentMessage[]> {
  return inParallel(mail, MAX_MESSAGES_AT_ONCE, async ({ message, recipients }) => {
    signal.throwIfAborted();
    const outgoing = { sender: message.sender, bytes: await message.read() };
    const outcomes = new Map<string, SendOutcome>();
    let waiting = recipients;
    for (let run = 0; run < MAX_QUEUE_RUNS && waiting.length > 0; run++) {
      for (const [recipient, outcome] of await send(outgoing, waiting, network, options)) {
        const earlier = outcomes.get(recipient)?.failedAttempts ?? [];
        outcomes.set(recipient, { ...outcome, failedAttempts: [...earlier, ...outcome.failedAttempts] });
      }
      waiting = recipients.filter((recipient) => outcomes.get(recipient)!.kind === "waiting");
    }
    return { phase, message, outcomes };
  });
}
