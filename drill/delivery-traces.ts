import type { SentMessage } from "./dispatch";
import type { FailedAttempt } from "./sender/send";

/** What happened to one message for one envelope recipient. */
export interface DeliveryTrace {
  readonly phase: string;
  readonly message: string;
  readonly recipient: string;
  readonly outcome: "primary" | "standby" | "refused" | "waiting";
  /** The host that accepted or refused the recipient; `undefined` while the message waits. */
  readonly host: string | undefined;
  readonly by: "primary" | "standby" | undefined;
  readonly reply: string | undefined;
  /** The hosts that were tried before. */
  readonly failedAttempts: readonly FailedAttempt[];
  /** Seconds after the start: the sender's first attempt, and the last answer of a host. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

export function deliveryTraces(sentLog: readonly SentMessage[], isStandby: (host: string) => boolean): DeliveryTrace[] {
  return sentLog.flatMap(({ phase, message, sentAt, outcomes }) =>
    [...outcomes].map(([recipient, sent]): DeliveryTrace => {
      const { failedAttempts, answeredAt } = sent;
      const common = { phase, message: message.title, recipient, failedAttempts, sentAt, answeredAt };
      if (sent.kind === "waiting")
        return { ...common, outcome: "waiting", host: undefined, by: undefined, reply: undefined };
      const by = isStandby(sent.host) ? "standby" : "primary";
      const outcome = sent.kind === "accepted" ? by : "refused";
      return { ...common, outcome, by, host: sent.host, reply: sent.reply };
    }),
  );
}
