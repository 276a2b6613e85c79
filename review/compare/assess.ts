import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RulesError } from "../../inbound/rules-error";
import { SynthesizedRules } from "../../inbound/synthesized/synthesized-rules";
import { isObject, type JsonObject } from "../model/json";
import { recipientChanges } from "./recipients";
import type { Assessed, Comparison, Reception, Stack } from "../model/stack";

/** Adds to a comparison what SES would do with mail on each side. */
export async function assess(comparison: Comparison): Promise<Assessed> {
  const { before, after } = comparison;
  // Where neither side activates the rule set, somebody else does (`manageActiveRuleSet: false`), and it is that set.
  const activeElsewhere = before === undefined || !activates(before);
  const [old, fresh] = await Promise.all([receptionOf(before, activeElsewhere), receptionOf(after, activeElsewhere)]);
  const reception = { before: old, after: fresh };
  return { ...comparison, reception, recipients: recipientChanges(reception) };
}

async function receptionOf(stack: Stack | undefined, activeElsewhere: boolean): Promise<Reception> {
  if (stack === undefined) return { rules: undefined, problem: undefined };
  const document = activeElsewhere && !activates(stack) ? activated(stack.document) : stack.document;
  const directory = await mkdtemp(join(tmpdir(), "standby-mx-review-"));
  try {
    const file = join(directory, "cdk.tf.json");
    await writeFile(file, JSON.stringify(document));
    return {
      rules: await new SynthesizedRules(file, stack.account === undefined ? {} : { account: stack.account }).read(),
      problem: undefined,
    };
  } catch (error) {
    if (!(error instanceof RulesError)) throw error;
    return { rules: undefined, problem: error.message.replaceAll(`${directory}/`, "") };
  } finally {
    await rm(directory, { recursive: true });
  }
}

const active = "aws_ses_active_receipt_rule_set";

function activates(stack: Stack): boolean {
  return [...stack.resources.values()].some(({ type }) => type === active);
}

function activated(document: JsonObject): JsonObject {
  const { resource } = document;
  if (!isObject(resource) || !isObject(resource.aws_ses_receipt_rule_set)) return document;
  const [ruleSet] = Object.values(resource.aws_ses_receipt_rule_set);
  return isObject(ruleSet)
    ? { ...document, resource: { ...resource, [active]: { elsewhere: { rule_set_name: ruleSet.rule_set_name } } } }
    : document;
}
