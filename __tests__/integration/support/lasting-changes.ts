import type { AppliedChange } from "../../../fixtures/apply/applier";

/** The changes of an apply, except those caused by LocalStack's new verification token at each request. */
export function lastingChanges(changes: readonly AppliedChange[]): readonly AppliedChange[] {
  return changes.filter(({ address }) => !/^aws_route53_record\..*verification/.test(address));
}
