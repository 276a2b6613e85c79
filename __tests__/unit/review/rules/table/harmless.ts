import type { ReviewCase } from "./row";
import { addDomain, block, policy, type SynthesizedFile } from "./sides";

export const harmless: ReviewCase[] = [
  { name: "nothing at all", counts: [] },
  {
    name: "the settings in another order, with what is the default written out",
    settings: (file) => {
      file.mailboxes = file.mailboxes.map(({ user, addresses }) => ({ addresses: [...addresses].reverse(), user }));
      Object.assign(file, { tlsPolicy: "Optional", ruleSet: "main-ruleset", unknownRecipients: "refuse" });
    },
    counts: [],
  },
  {
    name: "an address added",
    settings: (file) => file.mailboxes[2]?.addresses.push("office"),
    line: "no address lost; 1 address gained: office@example.org.",
    counts: ["1 changed"],
  },
  {
    name: "a user added",
    settings: (file) => file.mailboxes.push({ user: "dave", addresses: ["dave"] }),
    line: "no address lost; 1 address gained: dave@example.org.",
    counts: ["2 changed, 1 added"],
  },
  {
    name: "a user added in front: later rules change their position and keep their mail",
    settings: (file) => file.mailboxes.unshift({ user: "aaron", addresses: ["aaron"] }),
    line: "no address lost; 1 address gained: aaron@example.org.",
    counts: ["3 changed, 1 added"],
  },
  {
    name: "users in another order",
    settings: (file) => file.mailboxes.reverse(),
    counts: ["3 changed"],
  },
  {
    name: "a catch-all",
    settings: (file) => (file.unknownRecipients = { catchAll: "alice" }),
    line: "no address lost; 1 address gained: every other address of example.org.",
    counts: ["2 changed"],
  },
  {
    name: "deleted messages kept longer",
    settings: (file) => (file.retention = { deletedDays: 90 }),
    counts: ["1 changed"],
  },
  {
    name: "waiting messages no longer expire",
    base: { settings: (file) => (file.retention = { waitingDays: 400 }) },
    settings: (file) => (file.retention = {}),
    counts: ["1 changed"],
  },
  {
    name: "TLS no longer required",
    base: { settings: (file) => (file.tlsPolicy = "Require") },
    settings: (file) => (file.tlsPolicy = "Optional"),
    counts: ["3 changed"],
  },
  {
    name: "a third primary MX host between the others",
    settings: (file) => file.domains[0]?.primary.push({ host: "mail3.example.org", preference: 15 }),
    line: "no address lost; no address gained; new MX host of example.org: mail3.example.org (preference 15).",
    counts: ["1 changed"],
  },
  {
    name: "the standby tried later",
    settings: (file) => file.domains.forEach((domain) => (domain.standbyPreference = 200)),
    counts: ["1 changed"],
  },
  {
    name: "another domain, with an address in it",
    base: { settings: withFullAddresses },
    settings: (file) => {
      withFullAddresses(file);
      addDomain(file);
      file.mailboxes[0]?.addresses.push("alice@example.net");
    },
    line: "no address lost; 1 address gained: alice@example.net.",
    counts: ["1 changed, 9 added"],
  },
  {
    name: "a second receiving region",
    settings: (file) => file.regions.push("eu-central-1"),
    line: "no address lost; no address gained; new MX host of example.org: inbound-smtp.eu-central-1.amazonaws.com (preference 101).",
    counts: ["23 added", "2 changed"],
  },
  {
    name: "a disabled rule enabled",
    base: { edit: (file) => (block(file, "aws_ses_receipt_rule", "bob").enabled = false) },
    edit: (file) => (block(file, "aws_ses_receipt_rule", "bob").enabled = true),
    line: "no address lost; 2 addresses gained: bob@example.org, info@example.org.",
    counts: ["1 changed"],
  },
  {
    name: "tags",
    edit: (file) => (block(file, "aws_s3_bucket").tags = { owner: "alice" }),
    counts: ["1 changed"],
  },
  {
    name: "a policy in another order, single items without lists, a block as a list",
    edit: (file) => {
      policy(block(file, "aws_s3_bucket_policy"), (statements) => {
        statements.reverse();
        for (const statement of statements) statement.Action = [statement.Action].flat();
      });
      const versioning = block(file, "aws_s3_bucket_versioning");
      versioning.versioning_configuration = [versioning.versioning_configuration];
    },
    counts: [],
  },
  {
    name: "a reference in place of the text that it stands for, and comments",
    edit: (file) => {
      const [name] = Object.keys(file.resource.aws_ses_domain_identity ?? {});
      const record = Object.values(file.resource.aws_route53_record ?? {}).find(({ type }) => type === "MX");
      if (record !== undefined) record.name = `\${aws_ses_domain_identity.${name}.domain}`;
      block(file, "aws_s3_bucket")["//"] = { metadata: { path: "elsewhere" } };
    },
    counts: [],
  },
  {
    name: "a resource moved in the state",
    edit: (file) => {
      const buckets = file.resource.aws_s3_bucket_versioning ?? {};
      const [[name, values] = ["", {}]] = Object.entries(buckets);
      file.resource.aws_s3_bucket_versioning = { versions: values };
      file.moved = [{ from: `aws_s3_bucket_versioning.${name}`, to: "aws_s3_bucket_versioning.versions" }];
    },
    counts: ["1 moved in the state"],
  },
  {
    name: "a narrower permission of a user other than the importer",
    base: { edit: (file) => (file.resource.aws_iam_role = role("arn:aws:iam::111122223333:root")) },
    edit: (file) => (file.resource.aws_iam_role = role("arn:aws:iam::111122223333:role/auditor")),
    counts: ["1 changed"],
  },
  {
    name: "a bucket policy for every rule of the account that it names already",
    base: { edit: forAccount({ ArnLike: { "aws:SourceArn": "arn:aws:ses:*:111122223333:*" } }) },
    edit: forAccount({}),
    counts: ["1 changed"],
  },
  {
    name: "another version of the provider",
    edit: (file) => (file.terraform.required_providers = { aws: { source: "aws", version: "6.26.0" } }),
    counts: ["1 changed"],
  },
];

function withFullAddresses(file: { mailboxes: { addresses: string[] }[] }): void {
  for (const mailbox of file.mailboxes) mailbox.addresses = mailbox.addresses.map((local) => `${local}@example.org`);
}

function forAccount(condition: object): (file: SynthesizedFile) => void {
  return (file) =>
    policy(block(file, "aws_s3_bucket_policy"), ([puts]) => {
      puts!.Condition = { StringEquals: { "aws:SourceAccount": "111122223333" }, ...condition };
    });
}

function role(principal: string) {
  const Statement = [{ Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole" }];
  return { auditor: { name: "auditor", assume_role_policy: JSON.stringify({ Version: "2012-10-17", Statement }) } };
}
