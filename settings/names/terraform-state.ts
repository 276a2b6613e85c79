import type { Fault, ValueRule } from "../problem";

/** A backend allows literals only; Terraform would read `${` and `%{` as the start of an expression. */
export const stateTextRule: ValueRule = (text) =>
  text !== "" && !/\p{Cc}|[$%]\{/u.test(text)
    ? undefined
    : { expected: "a path such as standby-mx/terraform.tfstate, without ${ and %{" };

/** Accepts any region, because the region of the state need not receive mail. */
export const stateRegionRule: ValueRule = (name) =>
  /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(name) ? undefined : { expected: "an AWS region such as eu-west-1" };

export function stateRule(state: { local?: unknown; s3?: unknown }): Fault | undefined {
  const kinds = [state.local, state.s3].filter((kind) => kind !== undefined).length;
  return kinds === 1 ? undefined : { expected: "one of local and s3" };
}
