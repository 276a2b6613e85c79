import type { Standby } from "../../../fixtures/localstack/standby";

/** The active rule set of LocalStack. */
export async function appliedRules({ cloud }: Standby) {
  const { Metadata, Rules = [] } = await cloud.ses.describeActiveReceiptRuleSet();
  return { ruleSet: Metadata?.Name, rules: Rules };
}

/** The users of these rules, in order. */
export function usersOfRules(rules: { readonly Name?: string | undefined }[]) {
  return rules.map(({ Name }) => Name?.split("_")[0]);
}
