import { resourcesOf } from "../model/select";
import type { Grant } from "./grants";
import type { Comparison } from "../model/stack";

/** Whether SES may use a grant for the stack's own account only: that, and nothing else, is what its condition names. */
export function onlyOurAccount(
  { before, after }: Comparison,
  grantsBefore: readonly Grant[],
): (grant: Pick<Grant, "conditions">) => boolean {
  // A provider of its own may be logged in to another account.
  const identities = resourcesOf(after, "data.aws_caller_identity").filter(({ values }) => !values.provider);
  const ours = new Set([
    ...[before?.account, after?.account].filter((account) => account !== undefined),
    ...identities.flatMap(({ address }) => [`\${${address}.account_id}`, `\${${address}.id}`]),
    ...grantsBefore.flatMap(({ conditions }) => onlyAccount(conditions) ?? []),
  ]);
  return ({ conditions }) => ours.has(onlyAccount(conditions) ?? "");
}

/** The one account of a condition; `undefined` if it names none or several. */
function onlyAccount(conditions: readonly string[]): string | undefined {
  return conditions.flatMap(
    (condition) => /^StringEquals aws:SourceAccount ([^\s,*?]+)$/i.exec(condition)?.[1] ?? [],
  )[0];
}
