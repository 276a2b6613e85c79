import type { Mood } from "./primary";

/** A stretch of the rehearsal in which mail is sent. */
export interface Phase {
  readonly name: string;
  readonly title: string;
  /** How the primary behaves; `undefined`: its socket is closed. Several moods share the messages in turn. */
  readonly moods: readonly (Mood | undefined)[];
  /** So many messages find a primary that accepts the connection and then says nothing: each costs a sender its patience. */
  readonly silentFor?: number;
  /** How many of the receiving regions are out of reach, from the first on. */
  readonly regionsDown?: number;
}

const up: Phase = { name: "up", title: "the primary is up", moods: ["well"] };

const outage: readonly Phase[] = [
  { name: "down", title: "the primary is off, connections are refused", moods: [undefined] },
  { name: "421", title: "the primary greets with 421", moods: ["greets with 421"] },
  {
    name: "ailing",
    title: "the primary is silent, or says 450 to RCPT, or 451 after DATA",
    moods: ["450 to RCPT", "451 after DATA"],
    silentFor: 8,
  },
];

const worse: Phase = {
  name: "region",
  title: "the primary is off, and so is SES in the first region",
  moods: [undefined],
  regionsDown: 1,
};

/** The phases until the primary is back for good; more than one receiving region gives one phase more. */
export function beforeImport(regions: number): readonly Phase[] {
  return [up, ...outage, ...(regions > 1 ? [worse] : [])];
}

export const afterImport: Phase = { name: "up again", title: "the primary is up again", moods: ["well"] };
