import { resourceName } from "../model/describe";
import type { Danger } from "../model/danger";
import type { AttributeChange, Change, RecipientChange } from "../model/stack";
import type { Review } from "../review";
import type { PageOrigin } from "../../lib/page/origin";

/** The data of a review's page. The page embeds its data, from which the page can be generated again. */
export interface ReviewPageData {
  readonly origin: PageOrigin;
  readonly report: ReviewReport;
}

/** The parts of a review that its page shows, without whole stacks. */
export interface ReviewReport extends Pick<Review, "gained" | "lost" | "unreadable" | "newMxHosts"> {
  readonly dangers: readonly Danger[];
  /** The recipients by stack: those whose routing differs, and those for whom nothing changes. */
  readonly recipients: readonly StackRecipients[];
  readonly stacks: readonly { readonly stack: string; readonly changes: readonly ChangeReport[] }[];
}

export interface StackRecipients {
  readonly stack: string;
  readonly changed: readonly RecipientChange[];
  readonly unchanged: readonly string[];
}

export interface ChangeReport extends Pick<Change, "address" | "type" | "action" | "movedFrom" | "reason" | "unknown"> {
  readonly name: string | undefined;
  readonly attributes: readonly AttributeChange[];
}

export function reviewReport(review: Review): ReviewReport {
  const { gained, lost, unreadable, newMxHosts, dangers, routings, comparisons } = review;
  return {
    ...{ gained, lost, unreadable, newMxHosts, dangers },
    recipients: routings.map(({ stack, recipients }) => ({
      stack,
      changed: recipients.filter(isChanged),
      unchanged: recipients.filter((change) => !isChanged(change)).map(({ recipient }) => recipient),
    })),
    stacks: comparisons.map(({ stack, changes }) => ({
      stack,
      changes: changes.map(({ address, type, action, movedFrom, reason, unknown, attributes, before, after }) => {
        const name = resourceName(after ?? before);
        // The attributes of a deleted resource are not shown.
        return { address, type, action, movedFrom, reason, unknown, name, attributes: after ? attributes : [] };
      }),
    })),
  };
}

function isChanged({ before, after }: RecipientChange): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}
