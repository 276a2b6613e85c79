import * as z from "zod";
import type { PolicyDocument } from "./applied-rules";
import { oneOrMany } from "./list-of";
import { RulesError } from "./rules-error";

const oneOrMore = z.union([z.string(), z.array(z.string())]);
const principal = z.union([z.literal("*"), z.record(z.string(), oneOrMore)]);
/** AWS also accepts booleans and numbers as condition values. */
const conditionValue = z.union([z.string(), z.boolean(), z.number()]).transform(String);

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.union([conditionValue, z.array(conditionValue)]))).optional(),
});

const document = z.strictObject({
  Version: z.string().optional(),
  Id: z.string().optional(),
  Statement: oneOrMany(statement),
});

/**
 * Parses the JSON text of an IAM policy; `where` names the policy in errors.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(json: string, where: string): PolicyDocument {
  const parsed = document.safeParse(jsonOfRules(json, where));
  if (parsed.success) return parsed.data;
  throw new RulesError(`${where}: expected a policy document: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`);
}

function jsonOfRules(json: string, where: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new RulesError(`${where}: expected JSON, found ${json.slice(0, 60)}`, { cause });
  }
}
