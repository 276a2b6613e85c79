import { comparableName, mxSets } from "./mx-sets";
import { listOf, shortName } from "../model/describe";
import { resourcesOf } from "../model/select";
import type { Comparison } from "../model/stack";

/** Describes the hosts that a change adds to an existing MX record set; where DNS is elsewhere, with the lines to publish. */
export function newMxHosts(comparisons: readonly Comparison[]): string[] {
  return comparisons.flatMap(({ before, after }) => {
    const setsBefore = mxSets(before);
    return [...mxSets(after)].flatMap(([wholeDomain, { published, hosts }]) => {
      const hostsBefore = setsBefore.get(wholeDomain)?.hosts.map(({ host }) => host);
      const newHosts = hosts.filter(({ host }) => hostsBefore !== undefined && !hostsBefore.includes(host));
      return newHosts.map(({ host: wholeHost, preference }) => {
        const [host, domain] = [shortName(wholeHost), shortName(wholeDomain)];
        const announcement = `new MX host of ${domain}: ${host} (preference ${preference})`;
        if (published) return announcement;
        const output = `verification_${comparableName(domain).replaceAll(".", "_")}`;
        const regions = comparisons
          .filter((comparison) => host.includes(regionOf(comparison) ?? " "))
          .map(({ stack }) => stack);
        const proof =
          regions.length === 0 ? "" : `output ${output} of ${listOf(regions)}, and once SES has verified it `;
        return `${announcement}, which senders try only after the operator has published ${proof}"${domain}. IN MX ${preference} ${host}."`;
      });
    });
  });
}

function regionOf({ after }: Comparison): string | undefined {
  const regions = resourcesOf(after, "provider").map(({ values }) => values.region);
  return regions.find((region) => typeof region === "string");
}
