import * as z from "zod";
import type { ReceiptAction } from "../applied-rules";
import { oneOrMany } from "../list-of";
import { RulesError } from "../rules-error";
import type { ChainedRule } from "./rule-order";

const text = z.string();
const optionalText = z
  .string()
  .nullish()
  .transform((value) => value || undefined);
const position = z.number().int().min(1);

/** An action that the endpoint reports but does not carry out, so its other attributes are not read. */
const other = oneOrMany(z.looseObject({ position }));

const receiptRule = z.strictObject({
  name: text,
  rule_set_name: text,
  after: optionalText,
  enabled: z.boolean().default(false),
  scan_enabled: z.boolean().default(false),
  tls_policy: z.enum(["Optional", "Require"]).default("Optional"),
  recipients: z.array(text).default([]),
  s3_action: oneOrMany(
    z.strictObject({
      bucket_name: text,
      object_key_prefix: z
        .string()
        .nullish()
        .transform((value) => value ?? ""),
      topic_arn: optionalText,
      position,
    }),
  ),
  add_header_action: oneOrMany(z.strictObject({ header_name: text, header_value: text, position })),
  stop_action: oneOrMany(z.strictObject({ scope: z.literal("RuleSet"), topic_arn: optionalText, position })),
  bounce_action: other,
  lambda_action: other,
  sns_action: other,
  workmail_action: other,
});

/** Attributes that say how to apply the resource, not what the rule does. */
const META_ARGUMENTS = ["//", "depends_on", "lifecycle"];

/**
 * The receipt rule of an `aws_ses_receipt_rule` with resolved references; throws `RulesError` for unknown attributes.
 */
export function receiptRuleOf(
  block: Readonly<Record<string, unknown>>,
  where: string,
): ChainedRule & { ruleSet: string } {
  const attributes = Object.fromEntries(Object.entries(block).filter(([key]) => !META_ARGUMENTS.includes(key)));
  const parsed = receiptRule.safeParse(attributes);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${[where, ...issue.path].join(".")}: ${issue.message}`);
    throw new RulesError(problems.join("; "));
  }
  const rule = parsed.data;
  return {
    ruleSet: rule.rule_set_name,
    after: rule.after,
    rule: {
      name: rule.name,
      enabled: rule.enabled,
      scanEnabled: rule.scan_enabled,
      tlsPolicy: rule.tls_policy,
      recipients: rule.recipients,
      actions: actionsOf(rule, where),
    },
  };
}

function actionsOf(rule: z.infer<typeof receiptRule>, where: string): ReceiptAction[] {
  const placed = new Map<number, ReceiptAction>();
  const place = (position: number, action: ReceiptAction) => {
    if (placed.has(position))
      throw new RulesError(`${where}: two actions at position ${position}; the provider drops one`);
    placed.set(position, action);
  };
  for (const { position, ...action } of rule.s3_action) {
    const { bucket_name: bucketName, object_key_prefix: objectKeyPrefix, topic_arn: topicArn } = action;
    place(position, { type: "S3", bucketName, objectKeyPrefix, topicArn });
  }
  for (const { position, header_name: headerName, header_value: headerValue } of rule.add_header_action) {
    place(position, { type: "AddHeader", headerName, headerValue });
  }
  for (const { position, topic_arn: topicArn } of rule.stop_action) place(position, { type: "Stop", topicArn });
  for (const { position } of rule.bounce_action) place(position, { type: "Bounce" });
  for (const { position } of rule.lambda_action) place(position, { type: "Lambda" });
  for (const { position } of rule.sns_action) place(position, { type: "SNS" });
  for (const { position } of rule.workmail_action) place(position, { type: "WorkMail" });
  return [...placed].sort(([a], [b]) => a - b).map(([, action]) => action);
}
