import { resourcesOf } from "../model/select";
import { text, texts, type JsonObject } from "../model/json";
import { UNKNOWN_VALUE, type Change, type Comparison } from "../model/stack";

/** Somebody who gets permissions that are written elsewhere: of a managed policy, or of a group. */
export interface Attachment {
  readonly holder: string;
  readonly of: "policy" | "group";
  /** ARN of the policy, or name of the group. */
  readonly source: string;
}

const memberships = ["aws_iam_user_group_membership", "aws_iam_group_membership"];
const holders = ["user", "users", "user_name", "role", "roles", "role_name", "group", "groups", "group_name"];
const policies = ["policy_arn", "policy_arns", "managed_policy_arns"];

/** What an IAM resource attaches to whom after a change and did not before it. */
export function attached({ type, before, after }: Change): Attachment[] {
  const old = attachments(type, before);
  return attachments(type, after).filter(
    (one) => !old.some(({ holder, source }) => holder === one.holder && source === one.source),
  );
}

function attachments(type: string, values: JsonObject | undefined): Attachment[] {
  const at = (keys: readonly string[]) => keys.flatMap((key) => texts(values, key));
  const join = (who: readonly string[], of: Attachment["of"], sources: readonly string[]) =>
    who.flatMap((holder) => sources.map((source): Attachment => ({ holder, of, source })));
  if (memberships.includes(type)) return join(at(["user", "users"]), "group", at(["group", "groups"]));
  return join(type === "aws_iam_role" ? at(["name"]) : at(holders), "policy", at(policies));
}

/** Whether the importer gets its own policy; `names` are what its user and its policy are called. */
export function isImportersOwn(comparison: Comparison, names: ReadonlySet<string>): (one: Attachment) => boolean {
  const own = resourcesOf(comparison.after, "aws_iam_policy").filter(({ values }) =>
    names.has(text(values, "name") ?? ""),
  );
  const references = own.map(({ address }) => `\${${address}.arn}`);
  // The ARN of what is only being made is not known yet.
  const isMade = comparison.changes.some(
    ({ address, action }) =>
      (action === "create" || action === "replace") && own.some((policy) => policy.address === address),
  );
  return ({ holder, of, source }) => {
    const name = /^arn:aws:iam::\d+:policy\/([^/]+)$/.exec(source)?.[1] ?? "";
    const isPolicy = references.includes(source) || names.has(name) || (isMade && source === UNKNOWN_VALUE);
    return of === "policy" && names.has(holder) && isPolicy;
  };
}
