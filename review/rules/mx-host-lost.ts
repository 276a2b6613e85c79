import type { DangerRule } from "../model/danger";
import { mxSets } from "../facts/mx-sets";

export const mxHostLost: DangerRule = {
  id: "mx-host-lost",
  mail: "senders no longer try that host: without the standby mail waits at the sender, without the primary all mail goes to S3",
  since: "the apply, for each sender when the cached record expires (TTL)",
  *find({ before, after }) {
    const setsAfter = mxSets(after);
    for (const [domain, { published, hosts }] of mxSets(before)) {
      const setAfter = setsAfter.get(domain);
      if (published && setAfter?.published === false) {
        yield { what: `the MX set of ${domain} is removed from Route 53; it must be published elsewhere first` };
        continue;
      }
      const remaining = setAfter?.hosts.map(({ host }) => host) ?? [];
      const lost = hosts.filter(({ host }) => !remaining.includes(host));
      if (lost.length === 0) continue;
      const names = lost.map(({ host, preference }) => `${host} (preference ${preference})`).join(", ");
      yield { what: `the MX set of ${domain} loses ${names}${remaining.length === 0 ? ": no host is left" : ""}` };
    }
  },
};
