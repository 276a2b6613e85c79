import { resourcesOf } from "../model/select";
import type { Grant } from "./grants";
import type { Comparison } from "../model/stack";

/** Whether the condition of a grant names the stack's own account and no other account. */
export function onlyOurAccount(
  { before, after }: Comparison,
  grantsBefore: readonly Grant[],
): (grant: Pick<Grant, "conditions">) => boolean {
  // A data source with another provider may belong to another account.
  const identities = resourcesOf(after, "data.aws_caller_identity").filter(({ values }) => !values.provider);
  const ours = new Set([
    ...[before?.account, after?.account].filter((account) => account !== undefined),
    ...identities.flatMap(({ address }) => [`\${${address}.account_id}`, `\${${address}.id}`]),
    ...grantsBefore.flatMap(({ conditions }) => onlyAccount(conditions) ?? []),
  ]);
  return ({ conditions }) => ours.has(onlyAccount(conditions) ?? "");
}

/** The account that the conditions name; `undefined` for no account or several. */
function onlyAccount(conditions: readonly string[]): string | undefined {
  return conditions.flatMap(
    (condition) => /^StringEquals aws:SourceAccount ([^\s,*?]+)$/i.exec(condition)?.[1] ?? [],
  )[0];
}
