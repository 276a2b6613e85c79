import { listed } from "./danger";
import type { Review } from "./review";

type Recipients = Pick<Review, "gained" | "lost" | "unreadable">;

/** The first line of every review: which addresses the standby takes after the change, and which no longer. */
export function summaryLine({ gained, lost, unreadable }: Recipients): string {
  if (unreadable) return "which addresses are lost or gained, nobody can tell: the receipt rules cannot be read.";
  return `${counted(lost, "lost")}; ${counted(gained, "gained")}.`;
}

function counted(recipients: readonly string[], what: string): string {
  if (recipients.length === 0) return `no address ${what}`;
  const noun = recipients.length === 1 ? "address" : "addresses";
  return `${recipients.length} ${noun} ${what}: ${listed(recipients, 20)}`;
}
