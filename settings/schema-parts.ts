import { z } from "zod";
import type { Rule } from "./problem";

/** A schema with one more rule; the fault travels in the issue's `params`. */
export function checked<S extends z.ZodType>(schema: S, ...rules: Rule<z.output<S>>[]): S {
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

/** For editors: a pattern in the JSON Schema beside the rule that explains itself. */
export const named = (rule: Rule, pattern: RegExp) => text(rule).meta({ pattern: pattern.source });

/** A text; where none is written, what is expected instead is what its rules say of the empty text. */
export function text(...rules: Rule[]) {
  const faults = rules.map((rule) => rule(""));
  return checked(z.string({ error: faults.find((fault) => fault)?.expected ?? "a text" }), ...rules);
}
