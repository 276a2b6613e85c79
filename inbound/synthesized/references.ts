import { RulesError } from "../rules-error";
import type { Block, TerraformFile } from "./terraform-file";

/** Who applies the file, which it does not say itself. */
export interface Applier {
  readonly account: string;
  readonly region: string;
}

/** `${data.type.name.attribute}` or `${type.name.attribute}`; before it, an escaped `${` or `%{`. */
const template = /\$\$\{|%%\{|\$\{([^{}]*)\}?/g;
const reference = /^(data\.)?(\w+)\.([\w-]+)\.(\w+)$/;

/** Puts in place of every reference of a synthesized file the value that it would have when applied. */
export class References {
  /** The references on the way to the value that is being told. */
  private readonly following = new Set<string>();

  constructor(
    private readonly file: TerraformFile,
    private readonly applier: Applier,
  ) {}

  /** The value with every reference in it replaced, at any depth. `path` is its place in the file, for errors. */
  resolve(value: unknown, path: string): unknown {
    if (typeof value === "string") return this.resolveText(value, path);
    if (Array.isArray(value)) return value.map((one, i) => this.resolve(one, `${path}[${i}]`));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.resolve(one, `${path}.${key}`)]));
  }

  private resolveText(text: string, path: string): string {
    return text.replace(template, (found: string, expression: string | undefined) => {
      if (expression === undefined) return found.slice(1);
      return this.follow(expression.trim(), found, path);
    });
  }

  private follow(expression: string, found: string, path: string): string {
    if (this.following.has(expression)) this.refuse(found, "a reference that does not lead back to itself", path);
    this.following.add(expression);
    try {
      return this.valueOf(expression, found, path);
    } finally {
      this.following.delete(expression);
    }
  }

  private valueOf(expression: string, found: string, path: string): string {
    const [, data, type = "", name = "", attribute = ""] = reference.exec(expression) ?? [];
    const block = (data === undefined ? this.file.resource : this.file.data)[type]?.[name];
    if (block === undefined) this.refuse(found, "a reference to a resource or data source of this file", path);
    const written = block[attribute];
    if (written !== undefined && written !== null) {
      const value = this.resolve(written, `${data === undefined ? "resource" : "data"}.${type}.${name}.${attribute}`);
      if (typeof value === "string" || typeof value === "number") return String(value);
    } else {
      const computed = this.computed(data === undefined ? type : `data.${type}`, attribute, block, path);
      if (computed !== undefined) return computed;
    }
    this.refuse(found, `an attribute whose value is known before it is applied`, path);
  }

  /** What AWS would answer for an attribute that the file does not give. */
  private computed(type: string, attribute: string, block: Block, path: string): string | undefined {
    const { account, region } = this.applier;
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

  private refuse(found: string, expected: string, path: string): never {
    throw new RulesError(`${this.file.path}: ${path}: found ${found}, expected ${expected}`);
  }
}
