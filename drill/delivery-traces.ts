import type { SentMessage } from "./dispatch";
import type { FailedAttempt } from "./sender/send";
import type { UserList } from "./user-list";

/** The outcome of one message for one envelope recipient. */
export interface DeliveryTrace {
  readonly phase: string;
  readonly message: string;
  readonly recipient: string;
  readonly outcome: "primary" | "standby" | "refused" | "waiting";
  /** The host that accepted or refused the recipient; `undefined` while the message waits. */
  readonly host: string | undefined;
  readonly by: "primary" | "standby" | undefined;
  readonly reply: string | undefined;
  /** The mail hosts that have the recipient's mailboxes; empty: no mailbox has a host. */
  readonly mailHosts: readonly string[];
  /** The hosts that were tried before. */
  readonly failedAttempts: readonly FailedAttempt[];
  /** Seconds from the start of the drill to the sender's first attempt, and to the last answer of a host. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

export function deliveryTraces(
  sentLog: readonly SentMessage[],
  isStandby: (host: string) => boolean,
  users: UserList,
): DeliveryTrace[] {
  return sentLog.flatMap(({ phase, message, sentAt, outcomes }) =>
    [...outcomes].map(([recipient, sent]): DeliveryTrace => {
      const { failedAttempts, answeredAt } = sent;
      const mailHosts = [...new Set(users.find(recipient).flatMap(({ host }) => host ?? []))];
      const common = { phase, message: message.title, recipient, mailHosts, failedAttempts, sentAt, answeredAt };
      if (sent.kind === "waiting")
        return { ...common, outcome: "waiting", host: undefined, by: undefined, reply: undefined };
      const by = isStandby(sent.host) ? "standby" : "primary";
      const outcome = sent.kind === "accepted" ? by : "refused";
      return { ...common, outcome, by, host: sent.host, reply: sent.reply };
    }),
  );
}
