import type { Sent } from "./sent-log";
import type { Detour } from "./sender/send";

/** How one message travelled to one envelope recipient. */
export interface Journey {
  readonly phase: string;
  readonly message: string;
  readonly recipient: string;
  readonly outcome: "primary" | "standby" | "refused" | "waiting";
  /** Who answered in the end; `undefined` when nobody did. */
  readonly host: string | undefined;
  readonly reply: string | undefined;
  /** Hosts that were tried before. */
  readonly detours: readonly Detour[];
}

export function journeys(ledger: readonly Sent[], isStandby: (host: string) => boolean): Journey[] {
  return ledger.flatMap(({ phase, message, fates }) =>
    [...fates].map(([recipient, fate]): Journey => {
      const { detours } = fate;
      const travelled = { phase, message: message.shows, recipient, detours };
      if (fate.kind === "waiting") return { ...travelled, outcome: "waiting", host: undefined, reply: undefined };
      const taker = isStandby(fate.host) ? "standby" : "primary";
      const outcome = fate.kind === "accepted" ? taker : "refused";
      return { ...travelled, outcome, host: fate.host, reply: fate.reply };
    }),
  );
}
