import type { DangerRule } from "../model/danger";
import { mxSets, type MxRecord } from "../facts/mx-sets";

export const mxOrderChanged: DangerRule = {
  id: "mx-order-changed",
  mail: "senders try the hosts in another order: with the standby first, mail waits in S3 although the primary is up",
  since: "the apply, for each sender when the cached record expires (TTL)",
  *find({ before, after }) {
    const setsAfter = mxSets(after);
    for (const [domain, { hosts: hostsBefore }] of mxSets(before)) {
      const hostsAfter = setsAfter.get(domain)?.hosts ?? [];
      for (const { host, preference } of hostsAfter) {
        const overtaken = hostsAfter.filter(
          (other) =>
            other.preference >= preference && other.host !== host && stoodBefore(hostsBefore, other.host, host),
        );
        if (overtaken.length === 0) continue;
        const names = overtaken.map((other) => `${other.host} (${other.preference})`).join(", ");
        yield { what: `in the MX set of ${domain} ${host} (${preference}) is no longer tried after ${names}` };
      }
    }
  },
};

/** Whether senders tried `first` before `second`. A new `second` counts as tried after the most preferred hosts only. */
function stoodBefore(hosts: readonly MxRecord[], first: string, second: string): boolean {
  const preference = (name: string) => hosts.find(({ host }) => host === name)?.preference;
  const [a, b] = [preference(first), preference(second)];
  if (a === undefined) return false;
  return b === undefined ? a === hosts[0]?.preference : a < b;
}
