import type { Standby } from "../../../fixtures/localstack/standby";

/** The active rule set as LocalStack answers it. */
export async function appliedRules({ cloud }: Standby) {
  const { Metadata, Rules = [] } = await cloud.ses.describeActiveReceiptRuleSet();
  return { ruleSet: Metadata?.Name, rules: Rules };
}

/** The users whose rules these are, in their order. */
export function usersOfRules(rules: { readonly Name?: string | undefined }[]) {
  return rules.map(({ Name }) => Name?.split("_")[0]);
}
