import { compareSides } from "./compare/compare";
import type { Danger } from "./model/danger";
import { newMxHosts } from "./facts/new-mx-hosts";
import { cut } from "./model/describe";
import { assess } from "./compare/assess";
import { isStored } from "./compare/recipients";
import { DANGER_RULES } from "./rules";
import type { Assessed, Comparison, Stack } from "./model/stack";

/** The review of a change. */
export interface Review {
  /** Recipients whose mail the standby stores only after the change (gained) or only before the change (lost). */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** Whether the receipt rules of a side cannot be read, so that `gained` and `lost` are unknown. */
  readonly unreadable: boolean;
  /** Describes the MX hosts that the change adds. */
  readonly newMxHosts: readonly string[];
  /** Dangers in the order of severity, permanent loss of mail first; empty if nothing is dangerous. */
  readonly dangers: readonly Danger[];
  readonly comparisons: readonly Comparison[];
  /** The routing of mail to each recipient before and after the change, by stack. */
  readonly routings: readonly Pick<Assessed, "stack" | "recipients">[];
}

/** Reviews a change from one synthesized state of all stacks to another. */
export async function review(base: ReadonlyMap<string, Stack>, head: ReadonlyMap<string, Stack>): Promise<Review> {
  return judge(compareSides(base, head));
}

/** A comment would leave out the whole line of a longer finding, and a hostile name would hide the danger. */
const MAX_FINDING_CHARACTERS = 4000;

/** Reviews comparisons that exist already, such as those of a plan. */
export async function judge(comparisons: readonly Comparison[]): Promise<Review> {
  const stacks = await Promise.all(comparisons.map(assess));
  const dangers = DANGER_RULES.flatMap(({ id, mail, since, find }) =>
    stacks.flatMap((stack) =>
      [...find(stack, stacks)].map(({ address, what }): Danger => {
        return { rule: id, stack: stack.stack, address, what: cut(what, MAX_FINDING_CHARACTERS), mail, since };
      }),
    ),
  );
  const routings = stacks.map(({ stack, recipients }) => ({ stack, recipients }));
  return { ...recipients(stacks), newMxHosts: newMxHosts(comparisons), dangers, comparisons, routings };
}

/** A recipient is lost if any region no longer stores its mail, because senders may try that region; gained if no region stored it before. */
function recipients(stacks: readonly Assessed[]): Pick<Review, "gained" | "lost" | "unreadable"> {
  const unreadable = stacks.some(({ rulesAt: { before, after } }) => before.problem ?? after.problem);
  const changes = stacks.flatMap(({ recipients: all }) => all);
  const storedBefore = new Set(changes.filter(({ before }) => isStored(before)).map(({ recipient }) => recipient));
  const lost = changes
    .filter(({ before, after }) => isStored(before) && !isStored(after))
    .map(({ recipient }) => recipient);
  const gained = changes
    .filter(({ recipient, after }) => !storedBefore.has(recipient) && isStored(after))
    .map(({ recipient }) => recipient);
  return { unreadable, lost: inOrder(lost), gained: inOrder(gained) };
}

function inOrder(recipients: readonly string[]): string[] {
  return [...new Set(recipients)].sort();
}
