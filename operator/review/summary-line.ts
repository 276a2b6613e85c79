import type { Review } from "./review";

/** Names beyond this many are counted; the line is read in ten seconds. */
const named = 20;

/** The first line of every review: which addresses the standby takes after the change, and which no longer. */
export function summaryLine({ gained, lost }: Pick<Review, "gained" | "lost">): string {
  return `${counted(lost, "lost")}; ${counted(gained, "gained")}.`;
}

function counted(recipients: readonly string[], what: string): string {
  if (recipients.length === 0) return `no address ${what}`;
  const more = recipients.length > named ? ` and ${recipients.length - named} more` : "";
  const noun = recipients.length === 1 ? "address" : "addresses";
  return `${recipients.length} ${noun} ${what}: ${recipients.slice(0, named).join(", ")}${more}`;
}
