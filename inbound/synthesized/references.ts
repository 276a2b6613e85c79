import { RulesError } from "../rules-error";
import type { TerraformBlock, TerraformFile } from "./terraform-file";

/** The account and region in which the file is applied, which the file itself does not name. */
export interface ApplyingAccount {
  readonly account: string;
  readonly region: string;
}

/**
 * Maximum length of a chain of references, because the work grows with each level where values have several references;
 * the stacks have chains of three.
 */
const MAX_REFERENCE_CHAIN = 8;

/** `${data.type.name.attribute}` or `${type.name.attribute}`; before it, an escaped `${` or `%{`. */
const TEMPLATE = /\$\$\{|%%\{|\$\{([^{}]*)\}?/g;
const REFERENCE = /^(data\.)?(\w+)\.([\w-]+)\.(\w+)$/;

/**
 * Replaces each reference of a synthesized file by its value after the file is applied. Without an applying account the
 * text stays a template: a reference whose value only AWS knows stays, and an escaped `$${` stays escaped.
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

  /**
   * Returns the value with every reference in it replaced, at any depth. `path`: the value's place in the file, for
   * errors.
   */
  resolve(value: unknown, path: string): unknown {
    if (typeof value === "string") return this.resolveText(value, path);
    if (Array.isArray(value)) return value.map((item, i) => this.resolve(item, `${path}[${i}]`));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item, `${path}.${key}`)]));
  }

  private resolveText(text: string, path: string): string {
    return text.replace(TEMPLATE, (template: string, expression: string | undefined) => {
      if (expression === undefined) return this.applier === undefined ? template : template.slice(1);
      return this.follow(expression.trim(), template, path);
    });
  }

  private follow(expression: string, template: string, path: string): string {
    if (this.following.has(expression)) {
      return this.unresolved(template, "a reference that does not lead back to itself", path);
    }
    if (this.following.size >= MAX_REFERENCE_CHAIN) {
      return this.unresolved(template, `a chain of at most ${MAX_REFERENCE_CHAIN} references`, path);
    }
    this.following.add(expression);
    try {
      return this.valueOf(expression, template, path);
    } finally {
      this.following.delete(expression);
    }
  }

  private valueOf(expression: string, template: string, path: string): string {
    const [, data, type = "", name = "", attribute = ""] = REFERENCE.exec(expression) ?? [];
    const section = data === undefined ? this.blocks.resource : this.blocks.data;
    const block = ownValue(ownValue(section, type), name);
    if (block === undefined)
      return this.unresolved(template, "a reference to a resource or data source of this file", path);
    const attributeValue = ownValue(block, attribute);
    if (attributeValue !== undefined && attributeValue !== null) {
      const value = this.resolve(
        attributeValue,
        `${data === undefined ? "resource" : "data"}.${type}.${name}.${attribute}`,
      );
      if (typeof value === "string" || typeof value === "number") return String(value);
    } else if (this.applier !== undefined) {
      const kind = data === undefined ? type : `data.${type}`;
      const computed = this.computed(this.applier, kind, attribute, block, path);
      if (computed !== undefined) return computed;
    }
    return this.unresolved(template, "an attribute whose value is known before it is applied", path);
  }

  private unresolved(template: string, expected: string, path: string): string {
    if (this.applier === undefined) return template;
    throw new RulesError(`${this.name}: ${path}: found ${template}, expected ${expected}`);
  }

  /** The value of an attribute that the file does not have and AWS would compute. */
  private computed(
    { account, region }: ApplyingAccount,
    type: string,
    attribute: string,
    block: TerraformBlock,
    path: string,
  ): string | undefined {
    const attributeOf = (name: string) => {
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
        return attributeOf("bucket");
      case "aws_s3_bucket.arn":
        return attributeOf("bucket") && `arn:aws:s3:::${attributeOf("bucket")}`;
      case "aws_s3_bucket_policy.bucket":
      case "aws_s3_bucket_policy.id":
        return attributeOf("bucket");
      case "aws_ses_receipt_rule_set.id":
      case "aws_ses_active_receipt_rule_set.id":
        return attributeOf("rule_set_name");
      case "aws_ses_receipt_rule_set.arn":
        return ses("receipt-rule-set", attributeOf("rule_set_name"));
      case "aws_ses_receipt_rule.id":
        return attributeOf("name");
      case "aws_ses_domain_identity.id":
        return attributeOf("domain");
      case "aws_ses_domain_identity.arn":
        return ses("identity", attributeOf("domain"));
      case "aws_sns_topic.arn":
      case "aws_sns_topic.id":
        return attributeOf("name") && `arn:aws:sns:${region}:${account}:${attributeOf("name")}`;
      default:
        return undefined;
    }
  }
}

/** The object's own property, so not one that every object inherits, such as `constructor`. */
function ownValue<T>(values: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return values !== undefined && Object.hasOwn(values, key) ? values[key] : undefined;
}
