import { compareSides } from "./compare/compare";
import type { Danger } from "./model/danger";
import { newMxHosts } from "./facts/new-mx-hosts";
import { assess } from "./compare/assess";
import { isStored } from "./compare/recipients";
import { DANGER_RULES } from "./rules";
import type { Assessed, Comparison, Stack } from "./model/stack";

/** What a reviewer must know of a change. */
export interface Review {
  /** Recipients that the standby takes after the change and did not before, and the other way round. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** Whether the receipt rules of a side cannot be read, so that nothing is known of its recipients. */
  readonly unreadable: boolean;
  /** Hosts that senders will try and did not before, in words. */
  readonly newMxHosts: readonly string[];
  /** Mail lost for good first; empty: nothing dangerous. */
  readonly dangers: readonly Danger[];
  readonly comparisons: readonly Comparison[];
}

/** Reviews a change from one synthesized state of all stacks to another. */
export async function review(base: ReadonlyMap<string, Stack>, head: ReadonlyMap<string, Stack>): Promise<Review> {
  return judge(compareSides(base, head));
}

/** The same for changes that are already compared, such as those of a plan. */
export async function judge(comparisons: readonly Comparison[]): Promise<Review> {
  const stacks = await Promise.all(comparisons.map(assess));
  const dangers = DANGER_RULES.flatMap(({ id, mail, since, find }) =>
    stacks.flatMap((stack) =>
      [...find(stack, stacks)].map((finding): Danger => ({ rule: id, stack: stack.stack, ...finding, mail, since })),
    ),
  );
  return { ...recipients(stacks), newMxHosts: newMxHosts(comparisons), dangers, comparisons };
}

/** A recipient is lost if any region refuses it, because a sender that meets that region is told 550; gained if none took it. */
function recipients(stacks: readonly Assessed[]): Pick<Review, "gained" | "lost" | "unreadable"> {
  const unreadable = stacks.some(({ rulesAt: { before, after } }) => before.problem ?? after.problem);
  const changes = stacks.flatMap(({ recipients: all }) => all);
  const taken = new Set(changes.filter(({ before }) => isStored(before)).map(({ recipient }) => recipient));
  const lost = changes
    .filter(({ before, after }) => isStored(before) && !isStored(after))
    .map(({ recipient }) => recipient);
  const gained = changes
    .filter(({ recipient, after }) => !taken.has(recipient) && isStored(after))
    .map(({ recipient }) => recipient);
  return { unreadable, lost: inOrder(lost), gained: inOrder(gained) };
}

function inOrder(recipients: readonly string[]): string[] {
  return [...new Set(recipients)].sort();
}
