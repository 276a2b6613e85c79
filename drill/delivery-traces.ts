import type { SentMessage } from "./dispatch";
import type { FailedAttempt } from "./sender/send";

/** The way of one message to one envelope recipient. */
export interface DeliveryTrace {
  readonly phase: string;
  readonly message: string;
  readonly recipient: string;
  readonly outcome: "primary" | "standby" | "refused" | "waiting";
  /** The host that accepted or refused the recipient; `undefined` while the message waits. */
  readonly host: string | undefined;
  readonly reply: string | undefined;
  /** The hosts that were tried before. */
  readonly failedAttempts: readonly FailedAttempt[];
}

export function deliveryTraces(sentLog: readonly SentMessage[], isStandby: (host: string) => boolean): DeliveryTrace[] {
  return sentLog.flatMap(({ phase, message, outcomes }) =>
    [...outcomes].map(([recipient, sent]): DeliveryTrace => {
      const { failedAttempts } = sent;
      const common = { phase, message: message.title, recipient, failedAttempts };
      if (sent.kind === "waiting") return { ...common, outcome: "waiting", host: undefined, reply: undefined };
      const acceptedBy = isStandby(sent.host) ? "standby" : "primary";
      const outcome = sent.kind === "accepted" ? acceptedBy : "refused";
      return { ...common, outcome, host: sent.host, reply: sent.reply };
    }),
  );
}
