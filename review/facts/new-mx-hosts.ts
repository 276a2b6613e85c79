import { domainOf, mxSets } from "./mx-sets";
import { resourcesOf } from "../model/select";
import type { Comparison } from "../model/stack";

/** Hosts that enter the MX record set of a domain that had one, in words; where DNS is elsewhere, with what its owner must publish. */
export function newMxHosts(comparisons: readonly Comparison[]): string[] {
  return comparisons.flatMap(({ before, after }) => {
    const old = mxSets(before);
    return [...mxSets(after)].flatMap(([domain, { published, hosts }]) => {
      const had = old.get(domain)?.hosts.map(({ host }) => host);
      const fresh = hosts.filter(({ host }) => had !== undefined && !had.includes(host));
      return fresh.map(({ host, preference }) => {
        const said = `new MX host of ${domain}: ${host} (preference ${preference})`;
        if (published) return said;
        const output = `verification_${domainOf(domain).replaceAll(".", "_")}`;
        const regions = comparisons.filter((one) => host.includes(regionOf(one) ?? " ")).map(({ stack }) => stack);
        const proof =
          regions.length === 0 ? "" : `output ${output} of ${regions.join(", ")}, and once SES has verified it `;
        return `${said}, which counts only when its owner has published ${proof}"${domain}. IN MX ${preference} ${host}."`;
      });
    });
  });
}

function regionOf({ after }: Comparison): string | undefined {
  const regions = resourcesOf(after, "provider").map(({ values }) => values.region);
  return regions.find((region) => typeof region === "string");
}
