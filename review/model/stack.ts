import type { AppliedRules } from "../../inbound/applied-rules";
import type { RecipientRefusal } from "../../inbound/recipient-refusal";
import type { JsonObject } from "./json";

/** Placeholders for values that a plan does not contain or marks as sensitive. */
export const UNKNOWN_VALUE = "(known after apply)";
export const SENSITIVE_VALUE = "(sensitive)";
export const CHANGED_SENSITIVE_VALUE = "(sensitive, changed)";

/** One resource, data source, output or piece of configuration of a stack, in the form of `normalize`. */
export interface Resource {
  /** Terraform's address, such as `aws_s3_bucket.mail`. */
  readonly address: string;
  /** The type, such as `aws_s3_bucket`, `data.aws_route53_zone`, `output`, `provider`, `terraform`. */
  readonly type: string;
  readonly values: JsonObject;
  /** The block as in a synthesized `cdk.tf.json`, with unresolved references: inbound reads receipt rules from these blocks. */
  readonly block: JsonObject;
}

/** The resources of a stack in base, in head, or on one side of a plan. */
export interface Stack {
  readonly name: string;
  readonly resources: ReadonlyMap<string, Resource>;
  /** Old and new address of each `moved` block. @see https://developer.hashicorp.com/terraform/language/moved */
  readonly moves?: readonly (readonly [from: string, to: string])[];
  /** Addresses that `removed` blocks take out of the state; the resources continue to exist. */
  readonly released?: readonly string[];
  /** The AWS account and region, where a plan tells them. */
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** Why the stack is not in the form that cdktf writes, so that its receipt rules cannot be read. */
  readonly malformed?: string | undefined;
  /** Describes the parts of the stack that cannot be judged. */
  readonly unjudged?: readonly string[];
  /**
   * Other parts of the stack that Terraform reads, by a name such as `block module` or `file override.tf`; the review
   * compares each as a whole.
   */
  readonly unread?: JsonObject;
}

/**
 * The action of Terraform for a resource. `replace` is delete and create, in either order; `move` changes only the
 * address in the state; `import` adds an existing resource to the state; `forget` removes a resource from the state
 * without deleting it.
 */
export type Action = "create" | "update" | "replace" | "delete" | "move" | "import" | "forget";

export interface Change {
  readonly address: string;
  readonly type: string;
  readonly action: Action;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
  readonly movedFrom: string | undefined;
  /** For `replace`: whether the new resource is created before the old resource is deleted (`create_before_destroy`). */
  readonly createsFirst: boolean;
  /** The reason that Terraform or the kind of attribute gives. */
  readonly reason: string | undefined;
  readonly attributes: readonly AttributeChange[];
  /** Attributes that AWS sets during the apply; empty in a comparison of synthesized files, which do not contain them. */
  readonly unknown: readonly string[];
}

/** An attribute's values before and after; for a set of texts, the added and the removed texts. */
export type AttributeChange =
  | { readonly path: string; readonly before: string | undefined; readonly after: string | undefined }
  | { readonly path: string; readonly added: readonly string[]; readonly removed: readonly string[] };

/** A stack before and after a change; a side without the stack is `undefined`. */
export interface Comparison {
  readonly stack: string;
  readonly before: Stack | undefined;
  readonly after: Stack | undefined;
  readonly changes: readonly Change[];
  /**
   * Describes the parts that cannot be judged: other actions of a plan, deferred changes, and modules of other
   * versions.
   */
  readonly unjudged?: readonly string[];
}

/** A comparison together with the receipt rules of both sides and their effect on recipients. */
export interface Assessed extends Comparison {
  readonly rulesAt: { readonly before: RulesAtSide; readonly after: RulesAtSide };
  /** Every recipient that either side names; empty if the rules of a side cannot be read. */
  readonly recipients: readonly RecipientChange[];
}

/** The routing of mail to a recipient before and after the change. */
export interface RecipientChange {
  /** An address, or a text such as `every other address of example.org`. */
  readonly recipient: string;
  readonly before: Routing;
  readonly after: Routing;
}

/** The places where SES stores mail to a recipient. */
export interface Routing {
  readonly refusal: RecipientRefusal | undefined;
  /** Where the recipient's mail is stored, each `bucket/prefix`. */
  readonly stored: readonly string[];
  /** Where copies for other mailboxes, such as a catch-all, are stored. */
  readonly copies: readonly string[];
}

/** The receipt rules of a side as they would be applied, or the reason why they cannot be read. */
export interface RulesAtSide {
  readonly applied: AppliedRules | undefined;
  readonly problem: string | undefined;
}
