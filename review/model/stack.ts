import type { AppliedRules } from "../../inbound/applied-rules";
import type { Refusal } from "../../inbound/smtp-refusal";
import type { JsonObject } from "./json";

/** What stands for a value that a plan does not tell. */
export const UNKNOWN_VALUE = "(known after apply)";
export const SENSITIVE_VALUE = "(sensitive)";
export const CHANGED_SENSITIVE_VALUE = "(sensitive, changed)";

/** One resource, data source, output or piece of configuration of a stack, in the form of `normalize`. */
export interface Resource {
  /** Terraform's address, such as `aws_s3_bucket.mail`. */
  readonly address: string;
  /** Such as `aws_s3_bucket`, `data.aws_route53_zone`, `output`, `provider`, `terraform`. */
  readonly type: string;
  readonly values: JsonObject;
  /** The same as in a synthesized `cdk.tf.json`, references unresolved: inbound reads its rules from these blocks. */
  readonly block: JsonObject;
}

/** One state of one stack: what base, head, or one side of a plan says there is. */
export interface Stack {
  readonly name: string;
  readonly resources: ReadonlyMap<string, Resource>;
  /** Old and new address of each `moved` block. @see https://developer.hashicorp.com/terraform/language/moved */
  readonly moves?: readonly (readonly [from: string, to: string])[];
  /** Addresses that `removed` blocks take out of the state and leave standing. */
  readonly released?: readonly string[];
  /** The AWS account and region, where a plan tells them. */
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** Why the stack is not in the form that cdktf writes, so that its receipt rules cannot be read. */
  readonly malformed?: string | undefined;
  /** What of the stack cannot be judged, in words. */
  readonly unjudged?: readonly string[];
}

/**
 * What would happen to a resource. `replace` is delete and create, in either order; `move` changes only the address in the
 * state; `import` takes what stands into the state, `forget` takes it out and leaves it standing.
 */
export type Action = "create" | "update" | "replace" | "delete" | "move" | "import" | "forget";

export interface Change {
  readonly address: string;
  readonly type: string;
  readonly action: Action;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
  readonly movedFrom: string | undefined;
  /** Of a replacement: whether the new one is there before the old one goes (`create_before_destroy`). */
  readonly createsFirst: boolean;
  /** Why, in words, where Terraform or the kind of attribute says so. */
  readonly reason: string | undefined;
  readonly attributes: readonly AttributeChange[];
  /** Attributes that only AWS will fill in; none in a comparison of synthesized files, which do not name them. */
  readonly unknown: readonly string[];
}

/** One attribute, old and new; a set of texts by what entered and what left it. */
export type AttributeChange =
  | { readonly path: string; readonly before: string | undefined; readonly after: string | undefined }
  | { readonly path: string; readonly added: readonly string[]; readonly removed: readonly string[] };

/** One stack before and after; a side is `undefined` where there is no such stack. */
export interface Comparison {
  readonly stack: string;
  readonly before: Stack | undefined;
  readonly after: Stack | undefined;
  readonly changes: readonly Change[];
  /** What cannot be judged, in words: what a plan does besides or puts off, and modules of other versions. */
  readonly unjudged?: readonly string[];
}

/** A comparison with what SES would do under each side's receipt rules. */
export interface Assessed extends Comparison {
  readonly rulesAt: { readonly before: RulesAtSide; readonly after: RulesAtSide };
  /** Every recipient that one of the sides names; none where the rules of a side cannot be read. */
  readonly recipients: readonly RecipientChange[];
}

/** What becomes of mail to one recipient before and after the change. */
export interface RecipientChange {
  /** As people read it: an address, or `every other address of example.org`. */
  readonly recipient: string;
  readonly before: Routing;
  readonly after: Routing;
}

/** Where SES puts mail to one recipient. */
export interface Routing {
  readonly refusal: Refusal | undefined;
  /** Where the recipient's mail is stored, each `bucket/prefix`. */
  readonly stored: readonly string[];
  /** Where a copy for somebody else is stored: for a catch-all. */
  readonly copies: readonly string[];
}

/** The receipt rules of one side as they would be applied, or why they cannot be read. */
export interface RulesAtSide {
  readonly applied: AppliedRules | undefined;
  readonly problem: string | undefined;
}
