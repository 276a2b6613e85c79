import * as z from "zod";
import type { ValueRule } from "./problem";

/** A schema with further rules. The fault of the first broken rule travels in the `params` of the issue. */
export function withRule<S extends z.ZodType>(schema: S, ...rules: ValueRule<z.output<S>>[]): S {
  return schema.check((context) => {
    const params = rules.map((rule) => rule(context.value)).find((fault) => fault !== undefined);
    if (params) context.issues.push({ code: "custom", input: context.value, params });
  });
}

/** A mapping without other keys; the message of its `unrecognized_keys` issue is the list of its known keys. */
export function mapping<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? Object.keys(shape).join(",") : undefined),
  });
}

/** A string with a rule; editors check the pattern, which the JSON Schema has. */
export const stringWithPattern = (rule: ValueRule, pattern: RegExp) =>
  stringWithRules(rule).meta({ pattern: pattern.source });

/** A string that obeys the rules. Where the file has no string, the expected value is what the rules expect instead of an empty string. */
export function stringWithRules(...rules: ValueRule[]) {
  // Asked when needed: a first look at an address compiles Node's pattern of IPv6 addresses, which takes milliseconds.
  const expected = () => rules.map((rule) => rule("")).find((fault) => fault)?.expected ?? "a text";
  return withRule(z.string({ error: expected }), ...rules);
}
