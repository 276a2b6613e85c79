import { listOf } from "../model/describe";
import type { Review } from "../review";

type Summarized = Pick<Review, "gained" | "lost" | "unreadable" | "newMxHosts">;

/** The first line of every review: which addresses the standby takes after the change, and which no longer; then which MX hosts are new. */
export function summaryLine({ gained, lost, unreadable, newMxHosts }: Summarized): string {
  const addresses = unreadable
    ? ["which addresses are lost or gained, nobody can tell: the receipt rules cannot be read"]
    : [counted(lost, "lost"), counted(gained, "gained")];
  return `${[...addresses, ...newMxHosts].join("; ")}.`;
}

function counted(recipients: readonly string[], what: string): string {
  if (recipients.length === 0) return `no address ${what}`;
  const noun = recipients.length === 1 ? "address" : "addresses";
  return `${recipients.length} ${noun} ${what}: ${listOf(recipients, 20)}`;
}
