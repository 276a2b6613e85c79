import { resourcesOf } from "../model/select";
import { text, texts, type JsonObject } from "../model/json";
import { UNKNOWN_VALUE, type Change, type Comparison } from "../model/stack";

/** A principal that gets the permissions of a managed policy or of a group. */
export interface Attachment {
  readonly holder: string;
  readonly of: "policy" | "group";
  /** ARN of the policy, or name of the group. */
  readonly source: string;
}

const MEMBERSHIP_TYPES = ["aws_iam_user_group_membership", "aws_iam_group_membership"];
const HOLDER_KEYS = ["user", "users", "user_name", "role", "roles", "role_name", "group", "groups", "group_name"];
const POLICY_ARN_KEYS = ["policy_arn", "policy_arns", "managed_policy_arns"];

/** The attachments that an IAM resource makes after a change and did not make before. */
export function attached({ type, before, after }: Change): Attachment[] {
  const attachedBefore = attachments(type, before);
  return attachments(type, after).filter(
    (attachment) =>
      !attachedBefore.some(({ holder, source }) => holder === attachment.holder && source === attachment.source),
  );
}

function attachments(type: string, values: JsonObject | undefined): Attachment[] {
  const at = (keys: readonly string[]) => keys.flatMap((key) => texts(values, key));
  const join = (who: readonly string[], of: Attachment["of"], sources: readonly string[]) =>
    who.flatMap((holder) => sources.map((source): Attachment => ({ holder, of, source })));
  if (MEMBERSHIP_TYPES.includes(type)) return join(at(["user", "users"]), "group", at(["group", "groups"]));
  return join(type === "aws_iam_role" ? at(["name"]) : at(HOLDER_KEYS), "policy", at(POLICY_ARN_KEYS));
}

/** Whether an attachment gives the importer its own policy; `names` are the names of the importer's user and policy. */
export function isImportersOwn(
  comparison: Comparison,
  names: ReadonlySet<string>,
): (attachment: Attachment) => boolean {
  const importerPolicies = resourcesOf(comparison.after, "aws_iam_policy").filter(({ values }) =>
    names.has(text(values, "name") ?? ""),
  );
  const references = importerPolicies.map(({ address }) => `\${${address}.arn}`);
  // The ARN of a policy that the apply creates is unknown before the apply.
  const isCreated = comparison.changes.some(
    ({ address, action }) =>
      (action === "create" || action === "replace") && importerPolicies.some((policy) => policy.address === address),
  );
  return ({ holder, of, source }) => {
    const name = /^arn:aws:iam::\d+:policy\/([^/]+)$/.exec(source)?.[1] ?? "";
    const isPolicy = references.includes(source) || names.has(name) || (isCreated && source === UNKNOWN_VALUE);
    return of === "policy" && names.has(holder) && isPolicy;
  };
}
