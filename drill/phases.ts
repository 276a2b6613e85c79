import type { PrimaryBehaviour } from "./primary";

/** A part of the drill in which mail is sent. */
export interface Phase {
  readonly name: string;
  readonly title: string;
  /** The behaviours of the primary, which get the messages in turn; `undefined`: its socket is closed. */
  readonly behaviours: readonly (PrimaryBehaviour | undefined)[];
  /** Number of messages that meet a primary without a greeting; each costs the sender its timeout. */
  readonly silentFor?: number;
  /** Number of receiving regions that are unreachable, counted from the first region. */
  readonly regionsDown?: number;
}

const UP: Phase = { name: "up", title: "the primary is up", behaviours: ["normal"] };

const OUTAGE: readonly Phase[] = [
  { name: "down", title: "the primary is off, connections are refused", behaviours: [undefined] },
  { name: "421", title: "the primary greets with 421", behaviours: ["421 as greeting"] },
  {
    name: "degraded",
    title: "the primary sends no greeting, or 450 to RCPT, or 451 after DATA",
    behaviours: ["450 to RCPT", "451 after DATA"],
    silentFor: 8,
  },
];

const REGION_DOWN: Phase = {
  name: "region",
  title: "the primary is off, and so is SES in the first region",
  behaviours: [undefined],
  regionsDown: 1,
};

/** The phases before the import; several receiving regions add the phase in which one of them is down. */
export function beforeImport(regions: number): readonly Phase[] {
  return [UP, ...OUTAGE, ...(regions > 1 ? [REGION_DOWN] : [])];
}

export const UP_AGAIN: Phase = { name: "up again", title: "the primary is up again", behaviours: ["normal"] };
