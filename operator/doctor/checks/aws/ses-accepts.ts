import type { AppliedRules, PolicyDocument } from "../../../../inbound/applied-rules";
import { whyDenied } from "../../../../inbound/bucket-policy";
import { planActions, refusalOf } from "../../../../inbound/rule-evaluation";
import type { Mailbox, Region } from "../../../../settings/model";
import { identityNameOf } from "../../../../settings/names/subdomains";
import { awsCheck, regionNames } from "./aws-check";
import { regionNamed } from "./subjects";

/** An address for documentation (RFC 5737), which no filter should block. */
const CLIENT_IP = "192.0.2.1";

export const sesAccepts = awsCheck({
  id: "ses-accepts",
  title: "Does SES accept mail for each address, and store it under the mailbox's prefix?",
  needs: ["aws-access", "bucket-exists", "ses-rule-set"],
  subjects: regionNames,
  async look(name, context) {
    const { settings, aws } = context;
    const region = regionNamed(context, name);
    const rules = await aws.appliedRules(
      name,
      settings.domains.map((domain) => identityNameOf(domain.name)),
    );
    const policy = await aws.bucketPolicy(region);
    const faults = settings.mailboxes.flatMap((mailbox) =>
      mailbox.addresses.flatMap((address) => faultOf(address, mailbox, region, rules, policy) ?? []),
    );
    const addresses = settings.mailboxes.flatMap((mailbox) => mailbox.addresses);
    if (faults.length === 0) return { status: "OK", found: `${addresses.length} addresses` };
    return {
      status: "FAIL",
      found: faults.slice(0, 5).join("; ") + (faults.length > 5 ? `; and ${faults.length - 5} more` : ""),
      expected: `${addresses.length} addresses, the mail of each under its mailbox's prefix in ${region.bucket}`,
      why: "SES refuses their mail for good, or stores it where no import finds it.",
      advice: "deploy the stack of this region again (cdktf diff shows what was changed by hand)",
    };
  },
});

function faultOf(
  address: string,
  mailbox: Mailbox,
  region: Region,
  rules: AppliedRules,
  policy: PolicyDocument | undefined,
): string | undefined {
  const refusal = refusalOf(rules, address, { clientIp: CLIENT_IP, tls: true });
  // ses-identity and ses-ip-filters report these two causes.
  if (refusal === "unverified-domain" || refusal === "blocked-address") return undefined;
  if (refusal !== undefined) return `${address} is refused (${refusal})`;
  const { writes } = planActions(rules.activeRuleSet, [address], true);
  const expectedWrite = writes.find(
    ({ action }) => action.bucketName === region.bucket && action.objectKeyPrefix.replace(/\/$/, "") === mailbox.prefix,
  );
  if (!expectedWrite) {
    const places = writes.map(({ action }) => `${action.bucketName}/${action.objectKeyPrefix}`);
    return `mail to ${address} goes to ${places.join(" and ") || "no bucket"}, not to ${region.bucket}/${mailbox.prefix}`;
  }
  return whyDenied(policy, {
    account: rules.account,
    region: rules.region,
    ruleSet: rules.activeRuleSet?.name ?? "",
    rule: expectedWrite.rule.name,
    bucket: region.bucket,
    key: `${mailbox.prefix}/standby-mx-doctor`,
  });
}
