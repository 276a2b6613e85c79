import * as z from "zod";
import type { ValueRule } from "./problem";

/** Adds rules to a schema. The fault of the first broken rule is in the `params` of the issue. */
export function withRule<S extends z.ZodType>(schema: S, ...rules: ValueRule<z.output<S>>[]): S {
  return schema.check((context) => {
    const params = rules.map((rule) => rule(context.value)).find((fault) => fault !== undefined);
    if (params) context.issues.push({ code: "custom", input: context.value, params });
  });
}

/** A mapping that refuses unknown keys; the message of its `unrecognized_keys` issue is the list of its known keys. */
export function mapping<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? Object.keys(shape).join(",") : undefined),
  });
}

/** A string with a rule and a pattern; the JSON Schema has the pattern, which editors check. */
export const stringWithPattern = (rule: ValueRule, pattern: RegExp) =>
  stringWithRules(rule).meta({ pattern: pattern.source });

/**
 * A string that obeys the rules. If the file has something other than a string, the error shows what the rules expect
 * of an empty string.
 */
export function stringWithRules(...rules: ValueRule[]) {
  // Evaluated only for an error: the first check of an address compiles Node's pattern of IPv6 addresses, which takes
  // milliseconds.
  const expected = () => rules.map((rule) => rule("")).find((fault) => fault)?.expected ?? "a text";
  return withRule(z.string({ error: expected }), ...rules);
}
