import type { SMTPServerAddress, SMTPServerDataStream, SMTPServerOptions, SMTPServerSession } from "smtp-server";
import type { ActionQueue } from "./action-queue";
import type { AppliedRules } from "./applied-rules";
import type { Clock } from "./clock";
import type { EventLog } from "./endpoint-event";
import type { Examiner } from "./examination/examiner";
import { MessageActions } from "./message-actions";
import { MAX_MESSAGE_BYTES, MESSAGE_TOO_LARGE } from "./message-size";
import { newMessageId } from "./message-id";
import type { ReceivedMessage } from "./received-message";
import type { LocalPartCase } from "./address";
import { planActions, refusalOf } from "./rule-evaluation";
import { refusal } from "./smtp-server-replies";
import type { AcceptedMail, SpooledContent } from "./spool";
import { undocumented } from "./undocumented";
import { hasCode, messageOf } from "../lib/errors";

export interface SessionTools {
  readonly clock: Clock;
  readonly examiner: Examiner;
  readonly spool: AcceptedMail;
  readonly log: EventLog;
  readonly localPartCase: LocalPartCase | undefined;
}

/** Handles MAIL, RCPT and DATA of all SMTP sessions: checks each recipient by the rules, accepts the message, and queues its actions. */
export class SmtpSessionHandler {
  /** The rules for the message that a session is sending, as read at its MAIL command. */
  private readonly rules = new WeakMap<SMTPServerSession, AppliedRules>();

  constructor(
    private readonly readRules: () => Promise<AppliedRules>,
    private readonly queue: ActionQueue,
    private readonly tools: SessionTools,
  ) {}

  handlers(): Pick<SMTPServerOptions, "onMailFrom" | "onRcptTo" | "onData"> {
    return {
      onMailFrom: ({ args }, session, reply) => void this.begin(Number((args || {}).SIZE ?? 0), session).then(reply),
      onRcptTo: (recipient, session, reply) => reply(this.objectionTo(recipient, session)),
      onData: (stream, session, reply) =>
        void this.receive(stream, session).then(
          (messageId) => reply(null, `OK ${messageId}`),
          (error: Error) => reply(error),
        ),
    };
  }

  private async begin(announcedBytes: number, session: SMTPServerSession): Promise<Error | undefined> {
    if (this.tools.spool.isFull(announcedBytes)) return refusal(undocumented.unstored.value.reply);
    try {
      this.rules.set(session, await this.readRules());
      return undefined;
    } catch (error) {
      this.tools.log({
        kind: "trouble",
        what: `rules not read: ${messageOf(error)}`,
      });
      return refusal(undocumented.internalFailure.value);
    }
  }

  private objectionTo({ address: recipient }: SMTPServerAddress, session: SMTPServerSession): Error | undefined {
    const facts = { clientIp: session.remoteAddress, tls: session.secure };
    const reason = refusalOf(this.rulesOf(session), recipient, facts, this.tools.localPartCase);
    if (reason === undefined) return undefined;
    this.tools.log({ kind: "refused", recipient, sender: senderOf(session), why: reason });
    return refusal(undocumented.refusals.value[reason]);
  }

  /** Accepts the message and returns its id. */
  private async receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
    const rules = this.rulesOf(session);
    const message = this.messageFrom(session);
    const content = await this.spooled(stream);
    if (stream.sizeExceeded) {
      this.tools.log({ kind: "too-large", sender: message.sender, bytes: stream.byteLength });
      throw refusal(MESSAGE_TOO_LARGE);
    }
    if (content === undefined) throw refusal(undocumented.unstored.value.reply);
    // The endpoint is stopping and could no longer store the message, so the sender must keep it.
    if (this.queue.stopping) {
      await content.remove();
      throw refusal(undocumented.internalFailure.value);
    }
    const { id: messageId, sender, recipients, tls } = message;
    this.tools.log({ kind: "accepted", messageId, sender, recipients, bytes: content.bytes, tls });

    const plan = planActions(rules.activeRuleSet, recipients, tls, this.tools.localPartCase);
    if (plan.writes.length === 0) this.tools.log({ kind: "no-store", messageId });
    for (const { rule, type } of plan.leftOut) this.tools.log({ kind: "left-out", messageId, rule, action: type });
    this.queue.add(new MessageActions(message, content, rules, plan.writes, this.tools.examiner));
    return messageId;
  }

  /** `undefined`: the message is too large, or the spool is full. */
  private async spooled(stream: SMTPServerDataStream): Promise<SpooledContent | undefined> {
    try {
      return await this.tools.spool.take(stream, MAX_MESSAGE_BYTES);
    } catch (error) {
      const what = `message not accepted: ${messageOf(error)}`;
      this.tools.log({ kind: "trouble", what });
      stream.resume();
      const isFull = hasCode(error, "ENOSPC", "EDQUOT", "EFBIG");
      throw refusal(isFull ? undocumented.unstored.value.reply : undocumented.internalFailure.value);
    }
  }

  private messageFrom(session: SMTPServerSession): Omit<ReceivedMessage, "content"> {
    const { clientHostname, remoteAddress: ip, hostNameAppearsAs: helo } = session;
    return {
      id: newMessageId(),
      receivedAt: this.tools.clock.now(),
      sender: senderOf(session),
      recipients: session.envelope.rcptTo.map(({ address }) => address),
      // smtp-server gives the address in brackets for a client without a name in DNS.
      client: { ip, hostname: clientHostname.startsWith("[") ? undefined : clientHostname, helo },
      tls: session.secure,
    };
  }

  private rulesOf(session: SMTPServerSession): AppliedRules {
    const rules = this.rules.get(session);
    if (rules === undefined) throw new Error("smtp-server accepted RCPT before MAIL");
    return rules;
  }
}

function senderOf({ envelope: { mailFrom } }: SMTPServerSession): string {
  return mailFrom === false ? "" : mailFrom.address;
}
