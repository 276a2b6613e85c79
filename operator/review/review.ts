import { compareSides } from "./compare";
import type { Danger } from "./danger";
import { assess } from "./reception";
import { isStored, recipientChanges } from "./recipients";
import { dangerRules } from "./rules";
import type { Assessed, Comparison, Stack } from "./stack";

/** What a reviewer must know of a change. */
export interface Review {
  /** Recipients that the standby takes after the change and did not before, and the other way round. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
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
  const dangers = dangerRules.flatMap(({ id, mail, since, find }) =>
    stacks.flatMap((stack) =>
      [...find(stack, stacks)].map((finding): Danger => ({ rule: id, stack: stack.stack, ...finding, mail, since })),
    ),
  );
  return { ...recipients(stacks), dangers, comparisons };
}

/** A recipient counts as lost if any region refuses it: a sender that meets that region is told 550. */
function recipients(stacks: readonly Assessed[]): Pick<Review, "gained" | "lost"> {
  const changes = stacks.flatMap(recipientChanges);
  const lost = new Set(
    changes.filter(({ before, after }) => isStored(before) && !isStored(after)).map(({ recipient }) => recipient),
  );
  const gained = changes
    .filter(({ before, after }) => !isStored(before) && isStored(after))
    .map(({ recipient }) => recipient);
  return { lost: [...lost].sort(), gained: [...new Set(gained)].filter((recipient) => !lost.has(recipient)).sort() };
}
