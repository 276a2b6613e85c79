import type { AppliedRules } from "../../inbound/applied-rules";
import type { Refusal } from "../../inbound/rule-evaluation";
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
}

/** One state of one stack: what base, head, or one side of a plan says there is. */
export interface Stack {
  readonly name: string;
  readonly resources: ReadonlyMap<string, Resource>;
  /** In the form of a synthesized `cdk.tf.json`, which is what inbound reads its rules from. */
  readonly document: JsonObject;
  /** The AWS account, where a plan tells it. */
  readonly account?: string | undefined;
  /** What cannot be judged of it, in words. */
  readonly untold?: readonly string[];
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
  /** What nobody can judge, in words: what a plan does besides or puts off, and what the sides were not synthesized with. */
  readonly untold?: readonly string[];
}

/** A comparison with what SES would do under each side's receipt rules. */
export interface Assessed extends Comparison {
  readonly reception: { readonly before: Reception; readonly after: Reception };
  /** Every recipient that one of the sides names; none where the rules of a side cannot be read. */
  readonly recipients: readonly RecipientChange[];
}

/** What becomes of mail to one recipient before and after the change. */
export interface RecipientChange {
  /** As people read it: an address, or `every other address of example.org`. */
  readonly recipient: string;
  readonly before: Fate;
  readonly after: Fate;
}

export interface Fate {
  readonly refusal: Refusal | undefined;
  /** Where it is stored, each `bucket/prefix`. */
  readonly stored: readonly string[];
  /** Where a copy is delivered from besides: that of a catch-all. */
  readonly copies: readonly string[];
}

/** The rules as they would be applied, or why nobody can tell. */
export interface Reception {
  readonly rules: AppliedRules | undefined;
  readonly problem: string | undefined;
}
