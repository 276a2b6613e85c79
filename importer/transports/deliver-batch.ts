import type { Mailbox } from "../../settings/model";
import { inParallel } from "../../lib/in-parallel";
import { fetchMessage, isUnavailable, reportFailure } from "../delivery/fetch-message";
import type { MessageIdentity } from "../state/journal/records";
import { chooseFolder } from "../message/choose-folder";
import type { MessageSource } from "../message/open-message";
import { receiptTime } from "../message/receipt-time";
import { traceHeader } from "../message/trace-header";
import type { Run } from "../context";
import type { Message } from "../delivery/stage-batch";
import { envelopeFor } from "./envelope";
import { handOne, type SpooledHandover } from "./deliver-one";
import type { Receiver } from "./transport";

/** After so many messages in a row that were not taken, the next one is not likely to be. */
const FAILURES = 5;

export interface HandedOver {
  /** What need not be in the store any more. */
  readonly taken: readonly MessageIdentity[];
  /** The store answered to none of the requests. */
  readonly storeFailed: boolean;
}

/**
 * Hands messages to the receivers of their mailboxes: some mailboxes at the same time, the messages of each one by one in the
 * order of their receipt. What was taken is recorded durably when this returns.
 */
export async function handOver(
  run: Run,
  source: MessageSource,
  bucket: string,
  messages: readonly Message[],
): Promise<HandedOver> {
  const taken: MessageIdentity[] = [];
  let failures = 0;
  const mailboxes = [...new Set(messages.map(({ mailbox }) => mailbox))];
  await inParallel(mailboxes, run.limits.receivers, async (mailbox) => {
    const own = messages.filter((message) => message.mailbox === mailbox);
    const receiver = await readyReceiver(run, mailbox);
    if (!receiver) return void (run.report.waiting += own.length);
    const spooled: SpooledHandover[] = [];
    try {
      await inParallel(own, run.limits.downloads, async (message) => {
        try {
          spooled.push(await spool(run, source, bucket, message));
        } catch (error) {
          if (isUnavailable(error)) failures++;
          reportFailure(run, bucket, message, error);
        }
      });
      taken.push(...(await handAll(run, receiver, spooled)));
    } finally {
      receiver.close();
      for (const { file } of spooled) await run.spool.remove(file);
    }
  });
  return { taken, storeFailed: failures > 0 && failures === messages.length };
}

/** Before anything is downloaded for it; `undefined`: the mailbox waits. */
async function readyReceiver(run: Run, mailbox: Mailbox): Promise<Receiver | undefined> {
  const receiver = run.receivers.of(mailbox);
  if (run.mailboxes.isWaiting(mailbox.user)) return undefined;
  try {
    await receiver.ready();
    return receiver;
  } catch (error) {
    run.mailboxes.wait(mailbox.user, error);
    return undefined;
  }
}

function spool(run: Run, source: MessageSource, bucket: string, message: Message): Promise<SpooledHandover> {
  const { object, mailbox } = message;
  const { key, etag } = object;
  const identity = { bucket, key, etag };
  // No Delivered-To: Postfix would take it for a loop, and Dovecot adds its own.
  const head = Buffer.from(run.settings.importer.addedHeaders ? `${traceHeader(identity)}\n` : "");
  return fetchMessage(source, object, async (opened) => {
    const known = await run.envelopes.of(identity);
    // What is held is held everywhere; whether junk gets a folder is the receiver's choice, which sees the same verdicts.
    chooseFolder(opened.sesBlock, known, run.settings.importer);
    const envelope = envelopeFor(mailbox, known, opened.sesBlock);
    const file = await run.spool.write(opened, head);
    return { identity, mailbox, received: receiptTime(opened, object), envelope, file };
  });
}

async function handAll(
  run: Run,
  receiver: Receiver,
  spooled: readonly SpooledHandover[],
): Promise<readonly MessageIdentity[]> {
  const taken: MessageIdentity[] = [];
  let failures = 0;
  const inOrder = [...spooled].sort((a, b) => a.received.getTime() - b.received.getTime());
  for (const each of inOrder) {
    const { user } = each.mailbox;
    if (run.signal?.aborted || run.mailboxes.isWaiting(user)) {
      run.report.waiting++;
      continue;
    }
    const kind = await handOne(run, receiver, each);
    if (kind === "taken") taken.push(each.identity);
    failures = kind === "taken" ? 0 : failures + 1;
    if (failures === FAILURES) run.mailboxes.wait(user, `${receiver.name} took none of ${FAILURES} messages in a row`);
  }
  return taken;
}
