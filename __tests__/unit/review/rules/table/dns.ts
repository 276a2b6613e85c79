import type { JsonObject } from "../../../../../review/model/json";
import type { ReviewCase } from "./row";
import { add, block, removeResources, type SynthesizedFile } from "./sides";

/** Changes of MX records, SPF and other records. */
export const dns: ReviewCase[] = [
  {
    name: "a primary MX host removed",
    settings: (file) => file.domains[0]?.primary.pop(),
    dangers: ["mx-host-lost: the MX set of example.org loses mail2.example.org (preference 20)"],
    counts: ["1 changed"],
  },
  {
    name: "the standby taken out of the MX set",
    edit: (file) => (mx(file).records = ["10 mail.example.org", "20 mail2.example.org"]),
    dangers: ["mx-host-lost: the MX set of example.org loses inbound-smtp.eu-west-1.amazonaws.com (preference 100)"],
    counts: ["1 changed"],
  },
  {
    name: "the standby tried first",
    edit: (file) =>
      (mx(file).records = ["10 mail.example.org", "20 mail2.example.org", "5 inbound-smtp.eu-west-1.amazonaws.com"]),
    dangers: [
      "mx-order-changed: in the MX set of example.org inbound-smtp.eu-west-1.amazonaws.com (5) is no longer tried after mail.example.org (10), mail2.example.org (20)",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a primary and the standby tried alike",
    edit: (file) =>
      (mx(file).records = ["10 mail.example.org", "100 mail2.example.org", "100 inbound-smtp.eu-west-1.amazonaws.com"]),
    dangers: [
      "mx-order-changed: in the MX set of example.org inbound-smtp.eu-west-1.amazonaws.com (100) is no longer tried after mail2.example.org (100)",
    ],
    counts: ["1 changed"],
  },
  {
    name: "the MX record set made by another resource",
    edit: (file) => {
      const [name, values] = mxEntry(file);
      delete file.resource.aws_route53_record?.[name];
      add(file, "aws_route53_record", "renamed", values as JsonObject);
    },
    dangers: [
      "mx-set-replaced: the MX set of example.org is deleted by one resource and created by another, in no order",
    ],
    counts: ["1 deleted, 1 added"],
  },
  {
    name: "the MX record set moved in the state",
    edit: (file) => {
      const [name, values] = mxEntry(file);
      delete file.resource.aws_route53_record?.[name];
      add(file, "aws_route53_record", "renamed", values as JsonObject);
      file.moved = [{ from: `aws_route53_record.${name}`, to: "aws_route53_record.renamed" }];
    },
    counts: ["1 moved in the state"],
  },
  {
    name: "the MX record set in another zone",
    edit: (file) => (mx(file).zone_id = "Z0OTHER"),
    dangers: ["mx-set-replaced: the MX set of example.org goes to another zone, Z0OTHER"],
    counts: ["1 deleted and created anew"],
  },
  {
    name: "DNS moved elsewhere",
    settings: (file) => file.domains.forEach((domain) => (domain.dns = "elsewhere")),
    dangers: [
      "mx-host-lost: the MX set of example.org is removed from Route 53; it must be published elsewhere first",
      "dkim-lost: removed from Route 53: 3 CNAME _domainkey.example.org, TXT _amazonses.example.org",
    ],
    counts: ["7 deleted, 2 added"],
  },
  {
    name: "a primary MX host removed where DNS is elsewhere",
    base: { settings: (file) => file.domains.forEach((domain) => (domain.dns = "elsewhere")) },
    settings: (file) => {
      file.domains.forEach((domain) => (domain.dns = "elsewhere"));
      file.domains[0]?.primary.pop();
    },
    dangers: ["mx-host-lost: the MX set of example.org loses mail2.example.org (preference 20)"],
    counts: ["1 changed"],
  },
  {
    name: "a DKIM record removed",
    edit: (file) => removeResources(file, "aws_route53_record", "dkim-1"),
    dangers: ["dkim-lost: removed from Route 53: CNAME _domainkey.example.org"],
    counts: ["1 deleted"],
  },
  {
    name: "records of a proof with another value",
    edit: (file) => {
      block(file, "aws_route53_record", "verification").records = ["other"];
      block(file, "aws_route53_record", "dkim-1").records = ["other"];
    },
    dangers: [
      "dkim-lost: CNAME _domainkey.example.org gets another value",
      "dkim-lost: TXT _amazonses.example.org gets another value",
    ],
    counts: ["2 changed"],
  },
  {
    name: "senders blocked",
    edit: (file) =>
      add(file, "aws_ses_receipt_filter", "block", { name: "block", cidr: "198.51.100.0/24", policy: "Block" }),
    dangers: ["sender-blocked: 198.51.100.0/24 is blocked"],
    counts: ["1 added"],
  },
  {
    name: "a region added",
    base: { settings: (file) => (file.mailboxes = file.mailboxes.slice(0, 1)) },
    settings: (file) => {
      file.mailboxes = file.mailboxes.slice(0, 1);
      file.regions.push("eu-central-1");
    },
    line: "no address lost; no address gained; new MX host of example.org: inbound-smtp.eu-central-1.amazonaws.com (preference 101).",
    counts: ["21 added", "2 changed"],
  },
  {
    name: "a region added where DNS is elsewhere",
    base: { settings: (file) => file.domains.forEach((domain) => (domain.dns = "elsewhere")) },
    settings: (file) => {
      file.domains.forEach((domain) => (domain.dns = "elsewhere"));
      file.regions.push("eu-central-1");
    },
    line: 'no address lost; no address gained; new MX host of example.org: inbound-smtp.eu-central-1.amazonaws.com (preference 101), which senders try only after the operator has published output verification_example_org of standby-mx-eu-central-1, and once SES has verified it "example.org. IN MX 101 inbound-smtp.eu-central-1.amazonaws.com.".',
    counts: ["19 added", "2 changed"],
  },
  {
    name: "another region",
    settings: (file) => (file.regions = [{ ...{} }]) && (file.regions = ["eu-north-1"]),
    dangers: [
      "no-longer-managed: no longer managed by Terraform: all of standby-mx-eu-west-1",
      "name-conflict: aws_iam_policy importer-example.org-mail-stocker exists already: standby-mx-eu-west-1 created it",
      "name-conflict: aws_iam_user importer-example.org-mail-stocker exists already: standby-mx-eu-west-1 created it",
      "name-conflict: the MX set of example.org exists already: standby-mx-eu-west-1 created it",
      "name-conflict: aws_s3_bucket example.org-mail-stocker exists already: standby-mx-eu-west-1 created it",
    ],
    counts: ["30 added", "30 kept, but no longer managed"],
  },
  {
    name: "the same stack in another region",
    edit: (file) => file.provider.aws.forEach((provider) => (provider.region = "eu-north-1")),
    dangers: [
      "bucket-policy-denies-ses: SES may not store for alice_example.org, bob_example.org, carol_example.org: no statement of the policy of example.org-mail-stocker allows ses.amazonaws.com s3:PutObject on arn:aws:s3:::example.org-mail-stocker/alice/id for rule main-ruleset/alice_example.org of account 111122223333 in eu-north-1",
      "region-changed: the provider's region goes from eu-west-1 to eu-north-1",
    ],
    counts: ["1 changed"],
  },
];

function mx(file: SynthesizedFile): Record<string, unknown> {
  return mxEntry(file)[1];
}

function mxEntry(file: SynthesizedFile): [name: string, values: Record<string, unknown>] {
  const found = Object.entries(file.resource.aws_route53_record ?? {}).find(([, { type }]) => type === "MX");
  if (found === undefined) throw new Error("expected an MX record");
  return found;
}
