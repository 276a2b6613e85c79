import { send, type Fate, type Network } from "./sender/send";
import type { SenderOptions } from "./sender/transaction";
import type { Sent } from "./sent-log";
import type { DrillMessage } from "./messages";
import { inParallel } from "../lib/in-parallel";

/** A message with the addresses that it goes to. */
export interface Addressed {
  readonly message: DrillMessage;
  readonly recipients: readonly string[];
}

const atOnce = 16;
const queueRuns = 4;

/** The senders of the world: each message is sent, and what nobody took is tried again, as a mail queue does (RFC 5321 section 4.5.4.1). */
export async function dispatch(
  phase: string,
  mail: readonly Addressed[],
  network: Network,
  options: SenderOptions,
  signal: AbortSignal,
): Promise<readonly Sent[]> {
  return inParallel(mail, atOnce, async ({ message, recipients }) => {
    signal.throwIfAborted();
    const outgoing = { sender: message.sender, bytes: await message.read() };
    const fates = new Map<string, Fate>();
    let waiting = recipients;
    for (let run = 0; run < queueRuns && waiting.length > 0; run++) {
      for (const [recipient, fate] of await send(outgoing, waiting, network, options)) {
        fates.set(recipient, { ...fate, detours: [...(fates.get(recipient)?.detours ?? []), ...fate.detours] });
      }
      waiting = recipients.filter((recipient) => fates.get(recipient)!.kind === "waiting");
    }
    return { phase, message, fates };
  });
}
