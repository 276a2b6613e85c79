import type { Assessed } from "./stack";

/** One thing that can go wrong with mail, as data: how it is seen in a change, what it does to mail, and from when on. */
export interface DangerRule {
  readonly id: string;
  /** What happens to mail. */
  readonly mail: string;
  /** From when on. */
  readonly since: string;
  /** Where it is the case in one stack. */
  find(this: void, comparison: Assessed, allStacks: readonly Assessed[]): Iterable<DangerFinding>;
}

export interface DangerFinding {
  /** The resource, or `undefined` where it is the stack as a whole. */
  readonly address?: string | undefined;
  /** What exactly changes, in words. */
  readonly what: string;
}

/** A finding with its rule: one line that a reviewer reads. */
export interface Danger extends DangerFinding {
  readonly rule: string;
  readonly stack: string;
  readonly mail: string;
  readonly since: string;
}
