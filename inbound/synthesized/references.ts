import { RulesError } from "../rules-error";
import type { TerraformBlock, TerraformFile } from "./terraform-file";

/** The account and region in which the file is applied; the file does not name them. */
export interface ApplyingAccount {
  readonly account: string;
  readonly region: string;
}

/** Bounds the work where each value contains several references; the stacks have chains of three. */
const MAX_REFERENCE_CHAIN = 8;

/** `${data.type.name.attribute}` or `${type.name.attribute}`; before it, an escaped `${` or `%{`. */
const TEMPLATE = /\$\$\{|%%\{|\$\{([^{}]*)\}?/g;
const REFERENCE = /^(data\.)?(\w+)\.([\w-]+)\.(\w+)$/;

/**
 * Replaces each reference of a synthesized file by the value that it has once the file is applied. Without an applier the text stays
 * a template: a reference whose value only AWS knows stays, and an escaped `$${` stays escaped.
 */
export class References {
  /** The chain of references that is being resolved. */
  private readonly following = new Set<string>();

  constructor(
    private readonly blocks: Pick<TerraformFile, "resource" | "data">,
    /** The file's name, for errors. */
    private readonly name: string,
    private readonly applier?: ApplyingAccount,
  ) {}

  /** The value with every reference in it replaced, at any depth. `path` is its place in the file, for errors. */
  resolve(value: unknown, path: string): unknown {
    if (typeof value === "string") return this.resolveText(value, path);
    if (Array.isArray(value)) return value.map((item, i) => this.resolve(item, `${path}[${i}]`));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item, `${path}.${key}`)]));
  }

  private resolveText(text: string, path: string): string {
    return text.replace(TEMPLATE, (found: string, expression: string | undefined) => {
      if (expression === undefined) return this.applier === undefined ? found : found.slice(1);
      return this.follow(expression.trim(), found, path);
    });
  }

  private follow(expression: string, found: string, path: string): string {
    if (this.following.has(expression)) {
      return this.unresolved(found, "a reference that does not lead back to itself", path);
    }
    if (this.following.size >= MAX_REFERENCE_CHAIN) {
      return this.unresolved(found, `a chain of at most ${MAX_REFERENCE_CHAIN} references`, path);
    }
    this.following.add(expression);
    try {
      return this.valueOf(expression, found, path);
    } finally {
      this.following.delete(expression);
    }
  }

  private valueOf(expression: string, found: string, path: string): string {
    const [, data, type = "", name = "", attribute = ""] = REFERENCE.exec(expression) ?? [];
    const section = data === undefined ? this.blocks.resource : this.blocks.data;
    const block = ownValue(ownValue(section, type), name);
    if (block === undefined)
      return this.unresolved(found, "a reference to a resource or data source of this file", path);
    const written = ownValue(block, attribute);
    if (written !== undefined && written !== null) {
      const value = this.resolve(written, `${data === undefined ? "resource" : "data"}.${type}.${name}.${attribute}`);
      if (typeof value === "string" || typeof value === "number") return String(value);
    } else if (this.applier !== undefined) {
      const kind = data === undefined ? type : `data.${type}`;
      const computed = this.computed(this.applier, kind, attribute, block, path);
      if (computed !== undefined) return computed;
    }
    return this.unresolved(found, "an attribute whose value is known before it is applied", path);
  }

  private unresolved(found: string, expected: string, path: string): string {
    if (this.applier === undefined) return found;
    throw new RulesError(`${this.name}: ${path}: found ${found}, expected ${expected}`);
  }

  /** What AWS would answer for an attribute that the file does not give. */
  private computed(
    { account, region }: ApplyingAccount,
    type: string,
    attribute: string,
    block: TerraformBlock,
    path: string,
  ): string | undefined {
    const own = (name: string) => {
      const value = this.resolve(block[name], path);
      return typeof value === "string" ? value : undefined;
    };
    const ses = (kind: string, name: string | undefined) => name && `arn:aws:ses:${region}:${account}:${kind}/${name}`;
    switch (`${type}.${attribute}`) {
      case "data.aws_caller_identity.account_id":
      case "data.aws_caller_identity.id":
        return account;
      case "data.aws_region.region":
      case "data.aws_region.name":
      case "data.aws_region.id":
        return region;
      case "data.aws_partition.partition":
        return "aws";
      case "aws_s3_bucket.id":
        return own("bucket");
      case "aws_s3_bucket.arn":
        return own("bucket") && `arn:aws:s3:::${own("bucket")}`;
      case "aws_s3_bucket_policy.bucket":
      case "aws_s3_bucket_policy.id":
        return own("bucket");
      case "aws_ses_receipt_rule_set.id":
      case "aws_ses_active_receipt_rule_set.id":
        return own("rule_set_name");
      case "aws_ses_receipt_rule_set.arn":
        return ses("receipt-rule-set", own("rule_set_name"));
      case "aws_ses_receipt_rule.id":
        return own("name");
      case "aws_ses_domain_identity.id":
        return own("domain");
      case "aws_ses_domain_identity.arn":
        return ses("identity", own("domain"));
      case "aws_sns_topic.arn":
      case "aws_sns_topic.id":
        return own("name") && `arn:aws:sns:${region}:${account}:${own("name")}`;
      default:
        return undefined;
    }
  }
}

/** Not a property that every object has, such as `constructor`. */
function ownValue<T>(values: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return values !== undefined && Object.hasOwn(values, key) ? values[key] : undefined;
}
