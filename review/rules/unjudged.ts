import { PROOF_RECORD_NAME } from "../facts/proof-records";
import { isJudgedType, unjudgedAttributes } from "../facts/judged-attributes";
import { addTo } from "../../lib/group-by";
import type { DangerFinding, DangerRule } from "../model/danger";
import { describeChange, listOf, resourceName } from "../model/describe";
import { updatesOf } from "../model/select";
import { DOCUMENT_PATHS } from "../facts/grants";
import { valuesAt, isList, isObject, text, type Json, type JsonObject } from "../model/json";
import { SENSITIVE_VALUE, UNKNOWN_VALUE, type Change } from "../model/stack";
import { lookupTable } from "../../lib/lookup-table";

/** The attributes, by resource type, that the rules can judge only as a known value. For IAM types these are the policy documents. */
const ATTRIBUTES_TO_READ = lookupTable<readonly string[]>({
  aws_route53_record: ["records"],
  aws_s3_bucket_policy: ["policy"],
  aws_ses_active_receipt_rule_set: ["rule_set_name"],
  aws_ses_receipt_rule: ["enabled", "recipients", "rule_set_name", "s3_action", "tls_policy"],
  aws_sns_topic_policy: ["policy"],
  aws_sqs_queue_policy: ["policy"],
});

/** An attribute that is known only after the apply, or that is written elsewhere, is never reported as harmless. */
export const unjudged: DangerRule = {
  id: "unjudged",
  mail: "the review cannot determine the effect before the apply; read the change itself",
  since: "the apply",
  *find(comparison) {
    for (const what of comparison.unjudged ?? []) yield { what };
    yield* withoutRule(comparison.changes);
    yield* otherRecords(comparison.changes);
    for (const change of comparison.changes) {
      const names = ATTRIBUTES_TO_READ[change.type] ?? (isIam(change) ? DOCUMENT_PATHS : []);
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

const GONE_OR_MADE: readonly Change["action"][] = ["create", "delete", "replace", "update"];

/** Changes that no other rule reads: of a type, or of an attribute, that the stacks of this version do not have. */
function* withoutRule(changes: readonly Change[]): Iterable<DangerFinding> {
  const byType = new Map<string, Change[]>();
  for (const change of changes.filter(({ action }) => GONE_OR_MADE.includes(action))) {
    const { type, address, action } = change;
    const isPartGone =
      action === "delete" && ["provider", "terraform"].includes(type) && address !== "terraform.backend";
    if (!isJudgedType(change) || isPartGone) {
      addTo(byType, type, change);
      continue;
    }
    const paths = action === "delete" ? [] : unjudgedAttributes(change);
    const attributes = [...new Set(paths.map((path) => path.split(".").slice(0, 2).join(".")))];
    if (attributes.length > 0)
      yield { address, what: `no rule judges the change of ${listOf(attributes)} in ${describeResource(change)}` };
  }
  for (const [type, found] of byType)
    yield { what: `no rule judges resources of type ${type}: ${listOf(found.map(describeChange))}` };
}

/** Changes of other DNS records, such as the address of the primary's host, or name servers of a subdomain. */
function* otherRecords(changes: readonly Change[]): Iterable<DangerFinding> {
  const unjudged = changes.filter(({ type, before, after, attributes }) => {
    const kind = text(after ?? before, "type");
    const name = text(after ?? before, "name") ?? "";
    // In a plan the name of a new DKIM record is not known yet.
    const isKnown = kind === "MX" || PROOF_RECORD_NAME.test(name) || (kind === "CNAME" && name === UNKNOWN_VALUE);
    return type === "aws_route53_record" && !isKnown && attributes.some(({ path }) => path !== "ttl");
  });
  const names = unjudged.map(
    ({ before, after }) => `${text(after ?? before, "type")} ${resourceName(after ?? before)}`,
  );
  if (names.length > 0) yield { what: `no rule judges other records of DNS: ${listOf(names)}` };
}

function describeResource({ type, address, before, after }: Change): string {
  const name = resourceName(after ?? before);
  return name === undefined ? address : `${type} ${name}`;
}

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
  const values = [before, after].flatMap((side: JsonObject | undefined) => valuesAt(side, name));
  if (values.some(isUnreadable)) return "unknown or sensitive";
  return DOCUMENT_PATHS.includes(name) && values.some((value) => typeof value === "string")
    ? NO_LITERAL_DOCUMENT
    : undefined;
}

function isUnreadable(value: Json | undefined): boolean {
  if (isList(value)) return value.some(isUnreadable);
  if (isObject(value)) return Object.values(value).some(isUnreadable);
  return typeof value === "string" && (value.includes(UNKNOWN_VALUE) || value.startsWith(SENSITIVE_VALUE.slice(0, -1)));
}
