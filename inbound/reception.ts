import type { SMTPServerAddress, SMTPServerDataStream, SMTPServerOptions, SMTPServerSession } from "smtp-server";
import type { ActionQueue } from "./action-queue";
import type { AppliedRules } from "./applied-rules";
import type { Clock } from "./clock";
import type { DnsResolver } from "./dns-resolver";
import type { EventLog } from "./endpoint-event";
import { MessageActions } from "./message-actions";
import { newMessageId } from "./message-id";
import type { ReceivedMessage } from "./received-message";
import type { LocalPartCase } from "./recipient-condition";
import { planActions, refusalOf } from "./rule-evaluation";
import { refusal } from "./smtp-replies";
import { undocumented } from "./undocumented";

export interface ReceptionTools {
  readonly clock: Clock;
  readonly resolver: DnsResolver;
  readonly log: EventLog;
  readonly localPartCase: LocalPartCase | undefined;
}

/** The SMTP conversation: asks the rules about each recipient, takes the message, and hands it on. */
export class Reception {
  /** The rules of the message that a session is sending, read when it began. */
  private readonly rules = new WeakMap<SMTPServerSession, AppliedRules>();

  constructor(
    private readonly readRules: () => Promise<AppliedRules>,
    private readonly queue: ActionQueue,
    private readonly tools: ReceptionTools,
  ) {}

  handlers(): Pick<SMTPServerOptions, "onMailFrom" | "onRcptTo" | "onData"> {
    return {
      onMailFrom: (_sender, session, reply) => void this.begin(session).then(reply),
      onRcptTo: (recipient, session, reply) => reply(this.objectionTo(recipient, session)),
      onData: (stream, session, reply) =>
        void this.receive(stream, session).then(
          (messageId) => reply(null, `OK ${messageId}`),
          (error: Error) => reply(error),
        ),
    };
  }

  private async begin(session: SMTPServerSession): Promise<Error | undefined> {
    try {
      this.rules.set(session, await this.readRules());
      return undefined;
    } catch (error) {
      this.tools.log({
        kind: "trouble",
        what: `rules not read: ${error instanceof Error ? error.message : String(error)}`,
      });
      return refusal(undocumented.internalFailure.value);
    }
  }

  private objectionTo({ address: recipient }: SMTPServerAddress, session: SMTPServerSession): Error | undefined {
    const facts = { clientIp: session.remoteAddress, tls: session.secure };
    const why = refusalOf(this.rulesOf(session), recipient, facts, this.tools.localPartCase);
    if (why === undefined) return undefined;
    this.tools.log({ kind: "refused", recipient, sender: senderOf(session), why });
    return refusal(undocumented.refusals.value[why]);
  }

  /** Takes the message and returns its id. */
  private async receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
    const rules = this.rulesOf(session);
    const message = this.messageOf(session, await contentOf(stream));
    if (stream.sizeExceeded) {
      this.tools.log({ kind: "too-large", sender: message.sender, bytes: stream.byteLength });
      throw refusal(undocumented.tooLarge.value.reply);
    }
    // Too late to do anything with it, so the sender keeps it.
    if (this.queue.stopping) throw refusal(undocumented.internalFailure.value);
    const { id: messageId, sender, recipients, tls, content } = message;
    this.tools.log({ kind: "accepted", messageId, sender, recipients, bytes: content.length, tls });

    const plan = planActions(rules.activeRuleSet, recipients, tls, this.tools.localPartCase);
    if (plan.writes.length === 0) this.tools.log({ kind: "no-store", messageId });
    for (const { rule, type } of plan.leftOut) this.tools.log({ kind: "left-out", messageId, rule, action: type });
    this.queue.add(new MessageActions(message, rules, plan.writes, this.tools.resolver));
    return messageId;
  }

  private messageOf(session: SMTPServerSession, content: Buffer): ReceivedMessage {
    const { clientHostname, remoteAddress: ip, hostNameAppearsAs: helo } = session;
    return {
      id: newMessageId(),
      receivedAt: this.tools.clock.now(),
      sender: senderOf(session),
      recipients: session.envelope.rcptTo.map(({ address }) => address),
      // smtp-server gives a client without a name as its address in brackets.
      client: { ip, hostname: clientHostname.startsWith("[") ? undefined : clientHostname, helo },
      tls: session.secure,
      content,
    };
  }

  private rulesOf(session: SMTPServerSession): AppliedRules {
    const rules = this.rules.get(session);
    if (rules === undefined) throw new Error("smtp-server let a recipient through before a sender");
    return rules;
  }
}

function senderOf({ envelope: { mailFrom } }: SMTPServerSession): string {
  return mailFrom === false ? "" : mailFrom.address;
}

/** All bytes of the message, or, once it is too large, those up to then. */
async function contentOf(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
