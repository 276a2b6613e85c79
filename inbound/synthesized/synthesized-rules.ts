import { toALabels } from "../../lib/domain-name";
import type { AppliedRules, IpFilter, PolicyDocument, ReceiptRuleSet, RulesSource } from "../applied-rules";
import { parsePolicy } from "../policy-document";
import { RulesError } from "../rules-error";
import { receiptRuleOf } from "./receipt-rule-block";
import { References, type ApplyingAccount } from "./references";
import { rulesInOrder } from "./rule-order";
import { parseTerraformFile, readTerraformFile, type TerraformBlock, type TerraformFile } from "./terraform-file";

export interface SynthesizedRulesOptions {
  /** The account in which the file would be applied. Default: the account of AWS's examples. */
  readonly account?: string;
  /** Domains whose identity is not verified, or no longer verified. Default: every identity of the file is verified. */
  readonly unverified?: readonly string[];
  /** The active rule set, if the file does not activate one. Default: none. */
  readonly activeRuleSet?: string;
}

/** The rules that apply after a synthesized `cdk.tf.json` is applied. The file is read again for each message. */
export class SynthesizedRules implements RulesSource {
  constructor(
    readonly name: string,
    private readonly options: SynthesizedRulesOptions = {},
    private readonly load: () => Promise<TerraformFile> = () => readTerraformFile(name),
  ) {}

  /** The rules of a document in memory, in the form of a synthesized `cdk.tf.json`. */
  static fromDocument(document: unknown, options?: SynthesizedRulesOptions): SynthesizedRules {
    const name = "cdk.tf.json";
    return new SynthesizedRules(
      name,
      options,
      () => new Promise((resolve) => resolve(parseTerraformFile(document, name))),
    );
  }

  async read(): Promise<AppliedRules> {
    const file = await this.load();
    const applier = { account: this.options.account ?? "111122223333", region: regionOf(file) };
    const applied = new AppliedFile(file, applier);
    const unverified = (this.options.unverified ?? []).map((domain) => toALabels(domain) ?? domain);
    return {
      ...applier,
      activeRuleSet: applied.activeRuleSet(this.options.activeRuleSet),
      identities: applied.identities().filter((domain) => !unverified.includes(domain)),
      ipFilters: applied.ipFilters(),
      buckets: applied.buckets(),
    };
  }
}

/** Reads each part of the applied rules from its resources in the file. */
class AppliedFile {
  private readonly references: References;

  constructor(
    private readonly file: TerraformFile,
    applier: ApplyingAccount,
  ) {
    this.references = new References(file, file.path, applier);
  }

  activeRuleSet(otherwise: string | undefined): ReceiptRuleSet | undefined {
    const [active, second] = this.resources("aws_ses_active_receipt_rule_set");
    if (second !== undefined) this.refuse(second.path, "no second one: an account has one active rule set in a region");
    const name = active === undefined ? otherwise : this.text(active, "rule_set_name");
    if (name === undefined) return undefined;
    const sets = this.resources("aws_ses_receipt_rule_set").map((set) => this.text(set, "rule_set_name"));
    if (!sets.includes(name))
      this.refuse("resource.aws_ses_receipt_rule_set", `the active rule set ${name} among them`);
    const rules = this.resources("aws_ses_receipt_rule")
      .map(({ block, path }) => receiptRuleOf(block, `${this.file.path}: ${path}`))
      .filter(({ ruleSet }) => ruleSet === name);
    return { name, rules: rulesInOrder(rules, `${this.file.path}: rule set ${name}`) };
  }

  identities(): string[] {
    return this.resources("aws_ses_domain_identity").map((identity) => {
      const domain = this.text(identity, "domain");
      return toALabels(domain) ?? this.refuse(`${identity.path}.domain`, `a domain name, found ${domain}`);
    });
  }

  ipFilters(): IpFilter[] {
    return this.resources("aws_ses_receipt_filter").map((filter) => {
      const policy = this.text(filter, "policy");
      if (policy !== "Allow" && policy !== "Block")
        this.refuse(`${filter.path}.policy`, `Allow or Block, found ${policy}`);
      return { name: this.text(filter, "name"), cidr: this.text(filter, "cidr"), policy };
    });
  }

  buckets(): Map<string, PolicyDocument | undefined> {
    const buckets = new Map<string, PolicyDocument | undefined>();
    for (const bucket of this.resources("aws_s3_bucket")) buckets.set(this.text(bucket, "bucket"), undefined);
    for (const policy of this.resources("aws_s3_bucket_policy")) {
      const where = `${this.file.path}: ${policy.path}.policy`;
      buckets.set(this.text(policy, "bucket"), parsePolicy(this.text(policy, "policy"), where));
    }
    return buckets;
  }

  /** All resources of a type, with their references resolved. */
  private resources(type: string): { block: TerraformBlock; path: string }[] {
    return Object.entries(this.file.resource[type] ?? {}).map(([name, written]) => {
      const path = `resource.${type}.${name}`;
      for (const multiplier of ["count", "for_each", "dynamic", "provider", "region"]) {
        if (written[multiplier] !== undefined)
          this.refuse(`${path}.${multiplier}`, "one resource of this file's region");
      }
      return { path, block: this.references.resolve(written, path) as TerraformBlock };
    });
  }

  private text({ block, path }: { block: TerraformBlock; path: string }, attribute: string): string {
    const value = block[attribute];
    if (typeof value !== "string") this.refuse(`${path}.${attribute}`, `a text, found ${JSON.stringify(value)}`);
    return value;
  }

  private refuse(path: string, expected: string): never {
    throw new RulesError(`${this.file.path}: ${path}: expected ${expected}`);
  }
}

/** The region of the provider block without an alias. */
function regionOf({ path, providers }: TerraformFile): string {
  const region = providers.find(({ alias }) => alias === undefined)?.region;
  if (typeof region === "string" && !region.includes("${")) return region;
  throw new RulesError(`${path}: provider.aws.region: expected a region, found ${JSON.stringify(region)}`);
}
