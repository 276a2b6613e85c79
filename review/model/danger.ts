import type { Assessed } from "./stack";

/** A way in which a change endangers mail: how the rule detects the danger, the effect on mail, and the start of the effect. */
export interface DangerRule {
  readonly id: string;
  /** The effect on mail. */
  readonly mail: string;
  /** When the effect starts. */
  readonly since: string;
  /** Finds the danger in the comparison of a stack. */
  find(this: void, comparison: Assessed, allStacks: readonly Assessed[]): Iterable<DangerFinding>;
}

export interface DangerFinding {
  /** The address of the resource; `undefined` for the stack as a whole. */
  readonly address?: string | undefined;
  /** Describes the change. */
  readonly what: string;
}

/** A finding together with its rule and stack, as a reviewer reads it. */
export interface Danger extends DangerFinding {
  readonly rule: string;
  readonly stack: string;
  readonly mail: string;
  readonly since: string;
}
