import { dkimZone } from "../../../../settings/names/dkim-zone";
import { judgeLookup } from "../../dns/judge";
import type { Finding } from "../../model";
import { awsCheck } from "./aws-check";
import { domainInRegion, domainsInRegions } from "./subjects";

/** SES looks up the DKIM records regularly, and revokes the verification some days after they have gone. */
export const sesDkim = awsCheck({
  id: "ses-dkim",
  title: "Are the DKIM records of SES published?",
  needs: ["aws-access", "dns-resolvers"],
  subjects: domainsInRegions,
  async look(subject, context): Promise<Finding | readonly Finding[]> {
    const { domain, region } = domainInRegion(context, subject);
    const tokens = (await context.aws.dkim(region.name, domain.name))?.DkimTokens ?? [];
    // Without an identity there are no tokens; ses-identity reports that.
    if (tokens.length === 0) return [];
    const findings = await Promise.all(tokens.map((token) => lookForToken(token)));
    const rank = ["FAIL", "WARN", "UNKNOWN", "NOTE", "OK"];
    const worst = [...findings].sort((a, b) => rank.indexOf(a.status) - rank.indexOf(b.status))[0]!;
    if (worst.status === "OK") return { ...worst, found: `${tokens.length} CNAME records` };
    const worstFindings = findings.filter(({ status }) => status === worst.status);
    return {
      ...worst,
      found: worstFindings.map(({ found }) => found).join("; "),
      fix: worstFindings.flatMap(({ fix }) => fix ?? []).join("\n"),
    };

    async function lookForToken(token: string): Promise<Finding> {
      const name = `${token}._domainkey.${domain.name}`;
      const target = `${token}.${dkimZone(region.name)}`;
      return judgeLookup(await context.dns.lookup(name, "CNAME", domain.name), ({ values }) => {
        if (values.includes(target.toLowerCase())) return { status: "OK", found: name };
        return {
          status: "WARN",
          found: values.length === 0 ? `no CNAME record ${name}` : `${name} is ${values.join(", ")}`,
          expected: "the CNAME records that SES gave out",
          why: "SES looks them up regularly, and stops receiving for a domain whose records have gone.",
          fix: `${name}. 3600 IN CNAME ${target}.`,
        };
      });
    }
  },
});
