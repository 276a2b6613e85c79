import type { DangerRule } from "../model/danger";
import { updatesOf } from "../model/select";
import { DOCUMENT_PATHS } from "../facts/grants";
import { all, isList, isObject, type Json, type JsonObject } from "../model/json";
import { SENSITIVE_VALUE, UNKNOWN_VALUE, type Change } from "../model/stack";

/** By resource type: the attributes that the other rules judge. For IAM types the policy documents are judged. */
const JUDGED_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  aws_route53_record: ["records"],
  aws_s3_bucket_policy: ["policy"],
  aws_ses_active_receipt_rule_set: ["rule_set_name"],
  aws_ses_receipt_rule: ["enabled", "recipients", "rule_set_name", "s3_action", "tls_policy"],
  aws_sns_topic_policy: ["policy"],
  aws_sqs_queue_policy: ["policy"],
};

/** An attribute that is known only after the apply, or that is written elsewhere, is never reported as harmless. */
export const unjudged: DangerRule = {
  id: "unjudged",
  mail: "the review cannot determine the effect before the apply; read the change itself",
  since: "the apply",
  *find(comparison) {
    for (const what of comparison.unjudged ?? []) yield { what };
    for (const change of comparison.changes) {
      const names = JUDGED_ATTRIBUTES[change.type] ?? (isIam(change) ? DOCUMENT_PATHS : []);
      const open = names.filter((name) => mayChange(change, name) && reasonUnjudged(change, name) !== undefined);
      const reasons = new Set(open.map((name) => reasonUnjudged(change, name)));
      for (const reason of reasons) {
        const attributes = open.filter((name) => reasonUnjudged(change, name) === reason).join(", ");
        yield { address: change.address, what: `${attributes} cannot be judged: ${reason}` };
      }
    }
    for (const { address } of updatesOf(comparison, "data.aws_iam_policy_document")) {
      yield { address, what: `what it says cannot be judged: ${NO_LITERAL_DOCUMENT}` };
    }
  },
};

const isIam = ({ type }: Change) => type.startsWith("aws_iam_");
const NO_LITERAL_DOCUMENT = "no literal document";

/** New topics and rules may have unknown ARNs in a plan; in a new permission every unknown value is reported. */
function mayChange({ type, before, after, attributes }: Change, name: string): boolean {
  if (after === undefined) return false;
  if (before === undefined) return type.startsWith("aws_iam_") || type === "aws_s3_bucket_policy";
  const [block] = name.split(".");
  return attributes.some(({ path }) => path.split(/[.[]/)[0] === block);
}

function reasonUnjudged({ before, after }: Change, name: string): string | undefined {
  const values = [before, after].flatMap((side: JsonObject | undefined) => all(side, name));
  if (values.some(isOpen)) return "unknown or sensitive";
  return DOCUMENT_PATHS.includes(name) && values.some((value) => typeof value === "string")
    ? NO_LITERAL_DOCUMENT
    : undefined;
}

function isOpen(value: Json | undefined): boolean {
  if (isList(value)) return value.some(isOpen);
  if (isObject(value)) return Object.values(value).some(isOpen);
  return typeof value === "string" && (value.includes(UNKNOWN_VALUE) || value.startsWith(SENSITIVE_VALUE.slice(0, -1)));
}
