import type { ReceiptRule } from "../../../../inbound/applied-rules";
import type { Settings } from "../../../../settings/model";
import { mailboxRules } from "../../../../settings/names/mailbox-rules";
import { awsCheck, regionNames } from "./aws-check";

export const sesRules = awsCheck({
  id: "ses-rules",
  title: "Are the receipt rules those of the settings, and no others?",
  needs: ["aws-access", "ses-rule-set"],
  subjects: regionNames,
  async look(region, { aws, settings }) {
    const rules = (await aws.activeRuleSet(region))?.rules ?? [];
    const differences = rules.flatMap((rule) => differencesOf(rule, settings));
    if (differences.length === 0) return { status: "OK", found: `${rules.length} rules` };
    return {
      status: "WARN",
      found:
        differences.slice(0, 5).join("; ") + (differences.length > 5 ? `; and ${differences.length - 5} more` : ""),
      expected: "the rules as deployed from the settings",
      why: "The rules were changed by hand, or the settings were changed and not deployed.",
      advice: "deploy the stack of this region again (cdktf diff shows what was changed)",
    };
  },
});

function differencesOf(rule: ReceiptRule, { mailboxes, tlsPolicy }: Settings): string[] {
  const known = mailboxes.flatMap(mailboxRules).find(({ name }) => name === rule.name);
  if (!known) return [`rule ${rule.name} is not of the settings`];
  const wanted = new Set(known.recipients);
  const extra = rule.recipients
    .map((recipient) => recipient.toLowerCase())
    .filter((recipient) => !wanted.has(recipient));
  const otherTypes = rule.actions.filter(({ type }) => type !== "S3").map(({ type }) => type);
  return [
    !rule.enabled && `rule ${rule.name} is switched off`,
    !rule.scanEnabled && `rule ${rule.name} does not scan for spam and viruses`,
    rule.tlsPolicy !== tlsPolicy && `rule ${rule.name} has TLS ${rule.tlsPolicy}, not ${tlsPolicy}`,
    extra.length > 0 && `rule ${rule.name} also takes ${extra.join(", ")}`,
    rule.recipients.length === 0 && `rule ${rule.name} takes every recipient`,
    otherTypes.length > 0 && `rule ${rule.name} has another action (${otherTypes.join(", ")})`,
  ].filter((difference) => difference !== false);
}
