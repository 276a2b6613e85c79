import { listOf } from "../model/describe";
import type { Review } from "../review";

const MAX_LISTED_ADDRESSES = 20;
const MAX_LISTED_HOSTS = 10;

type Summarized = Pick<Review, "gained" | "lost" | "unreadable" | "newMxHosts">;

/** The first line of every review: the lost addresses, the gained addresses, then the new MX hosts. */
export function summaryLine({ gained, lost, unreadable, newMxHosts }: Summarized): string {
  const addresses = unreadable
    ? ["cannot determine lost or gained addresses: the receipt rules cannot be read"]
    : [addressCount(lost, "lost"), addressCount(gained, "gained")];
  const hosts = newMxHosts.slice(0, MAX_LISTED_HOSTS);
  const more =
    newMxHosts.length > MAX_LISTED_HOSTS ? [`${newMxHosts.length - MAX_LISTED_HOSTS} more new MX hosts`] : [];
  return `${[...addresses, ...hosts, ...more].join("; ")}.`;
}

function addressCount(recipients: readonly string[], what: string): string {
  if (recipients.length === 0) return `no address ${what}`;
  const noun = recipients.length === 1 ? "address" : "addresses";
  return `${recipients.length} ${noun} ${what}: ${listOf(recipients, MAX_LISTED_ADDRESSES)}`;
}
