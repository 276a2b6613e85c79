import type { AppliedChange } from "../../../fixtures/apply/applier";

/** Of what an apply changed: what is not due to LocalStack, which invents another verification token each time that Terraform asks. */
export function lastingChanges(changes: readonly AppliedChange[]): readonly AppliedChange[] {
  return changes.filter(({ address }) => !/^aws_route53_record\..*verification/.test(address));
}
