import type { ReviewCase } from "./row";
import { addDomain, block, removeResources } from "./sides";

/** Changes after which the standby refuses a user's mail or stores it elsewhere. */
export const recipients: ReviewCase[] = [
  {
    name: "a user removed",
    settings: (file) => file.mailboxes.splice(1, 1),
    line: "2 addresses lost: bob@example.org, info@example.org; no address gained.",
    dangers: [
      "recipient-refused: the standby refuses bob@example.org, info@example.org (no-matching-rule)",
      "importer-locked-out: no longer allowed: s3:deleteobject on arn:aws:s3:::example.org-mail-stocker/bob/*; s3:getobject on arn:aws:s3:::example.org-mail-stocker/bob/*",
    ],
    counts: ["1 deleted, 3 changed"],
  },
  {
    name: "an alias removed",
    settings: (file) => file.mailboxes[1]?.addresses.pop(),
    line: "1 address lost: info@example.org; no address gained.",
    dangers: ["recipient-refused: the standby refuses info@example.org (no-matching-rule)"],
    counts: ["1 changed"],
  },
  {
    name: "an alias renamed: one gained, one lost",
    settings: (file) => file.mailboxes[1]?.addresses.splice(1, 1, "contact"),
    line: "1 address lost: info@example.org; 1 address gained: contact@example.org.",
    dangers: ["recipient-refused: the standby refuses info@example.org (no-matching-rule)"],
    counts: ["1 changed"],
  },
  {
    name: "an alias given to another user",
    settings: (file) => file.mailboxes[2]?.addresses.push(file.mailboxes[1]?.addresses.pop() ?? ""),
    dangers: [
      "recipient-moved: mail to info@example.org goes from example.org-mail-stocker/bob to example.org-mail-stocker/carol",
    ],
    counts: ["2 changed"],
  },
  {
    name: "the catch-all removed",
    base: { settings: (file) => (file.unknownRecipients = { catchAll: "alice" }) },
    settings: (file) => (file.unknownRecipients = "refuse"),
    line: "1 address lost: every other address of example.org; no address gained.",
    dangers: ["recipient-refused: the standby refuses every other address of example.org (no-matching-rule)"],
    counts: ["2 changed"],
  },
  {
    name: "a user added where a catch-all without a queue took the mail: both get it",
    base: {
      settings: (file) => {
        file.unknownRecipients = { catchAll: "alice" };
        file.mailboxes.pop();
      },
    },
    settings: (file) => (file.unknownRecipients = { catchAll: "alice" }),
    counts: ["3 changed, 1 added"],
  },
  {
    name: "a user added where a catch-all with a queue took the mail",
    base: {
      settings: (file) => {
        Object.assign(file, { unknownRecipients: { catchAll: "alice" }, envelopeQueue: true });
        file.mailboxes.pop();
      },
    },
    settings: (file) => Object.assign(file, { unknownRecipients: { catchAll: "alice" }, envelopeQueue: true }),
    dangers: [
      "recipient-moved: mail to carol@example.org goes from example.org-mail-stocker/alice to example.org-mail-stocker/carol",
    ],
    counts: ["3 changed, 1 added"],
  },
  {
    name: "a user renamed where there is a catch-all",
    base: { settings: (file) => (file.unknownRecipients = { catchAll: "alice" }) },
    settings: (file) => {
      file.unknownRecipients = { catchAll: "alice" };
      Object.assign(file.mailboxes[1]!, { user: "robert", addresses: ["bob@example.org", "info@example.org"] });
    },
    dangers: [
      "rule-replaced: a new rule takes the place of bob_example.org; meanwhile alice_example.org takes their mail",
      "recipient-moved: mail to bob@example.org, info@example.org goes from example.org-mail-stocker/bob to example.org-mail-stocker/robert",
      "importer-locked-out: no longer allowed: s3:deleteobject on arn:aws:s3:::example.org-mail-stocker/bob/*; s3:getobject on arn:aws:s3:::example.org-mail-stocker/bob/*",
    ],
    counts: ["1 deleted, 3 changed, 1 added"],
  },
  {
    name: "an address shared by one mailbox less",
    base: { settings: (file) => Object.assign(file, { aliases: { team: ["bob", "carol"] } }) },
    settings: (file) => Object.assign(file, { aliases: { team: ["bob"] } }),
    dangers: [
      "recipient-moved: mail to team@example.org goes from example.org-mail-stocker/bob and example.org-mail-stocker/carol to example.org-mail-stocker/bob",
    ],
    counts: ["1 changed"],
  },
  {
    name: "an address shared by one mailbox more",
    base: { settings: (file) => Object.assign(file, { aliases: { team: ["bob"] } }) },
    settings: (file) => Object.assign(file, { aliases: { team: ["bob", "carol"] } }),
    counts: ["1 changed"],
  },
  {
    name: "a domain's catch-all given to another user",
    base: { settings: (file) => Object.assign(file.domains[0]!, { catchAll: ["alice", "bob"] }) },
    settings: (file) => Object.assign(file.domains[0]!, { catchAll: ["alice", "carol"] }),
    dangers: [
      "recipient-moved: mail to every other address of example.org goes from example.org-mail-stocker/alice and example.org-mail-stocker/bob to example.org-mail-stocker/alice and example.org-mail-stocker/carol",
    ],
    counts: ["3 changed"],
  },
  {
    name: "a domain removed",
    base: {
      settings: (file) => {
        addDomain(file);
        file.mailboxes = [{ user: "alice", addresses: ["alice@example.org", "alice@example.net"] }];
      },
    },
    settings: (file) => (file.mailboxes = [{ user: "alice", addresses: ["alice@example.org"] }]),
    line: "1 address lost: alice@example.net; no address gained.",
    dangers: [
      "recipient-refused: the standby refuses alice@example.net (unverified-domain)",
      "identity-lost: identity example.net is deleted",
      "mx-host-lost: the MX set of example.net loses mail.example.org (preference 10), inbound-smtp.eu-west-1.amazonaws.com (preference 100): no host is left",
      "dkim-lost: the DKIM keys: example.net is deleted",
      "dkim-lost: removed from Route 53: 3 CNAME _domainkey.example.net, TXT _amazonses.example.net",
    ],
    counts: ["9 deleted, 1 changed"],
  },
  {
    name: "a mailbox under another prefix",
    settings: (file) => file.mailboxes.forEach((mailbox) => mailbox.user === "bob" && (mailbox.prefix = "robert")),
    dangers: [
      "recipient-moved: mail to bob@example.org, info@example.org goes from example.org-mail-stocker/bob to example.org-mail-stocker/robert",
      "importer-locked-out: no longer allowed: s3:deleteobject on arn:aws:s3:::example.org-mail-stocker/bob/*; s3:getobject on arn:aws:s3:::example.org-mail-stocker/bob/*",
    ],
    counts: ["3 changed"],
  },
  {
    name: "a rule without its prefix",
    edit: (file) =>
      Object.assign(block(file, "aws_ses_receipt_rule", "bob"), {
        s3_action: [{ bucket_name: "example.org-mail-stocker", position: 1 }],
      }),
    dangers: [
      "bucket-policy-denies-ses: SES may not store for bob_example.org: no statement of the policy of example.org-mail-stocker allows ses.amazonaws.com s3:PutObject on arn:aws:s3:::example.org-mail-stocker/id for rule main-ruleset/bob_example.org of account 111122223333 in eu-west-1",
      'prefix-lost: rule bob_example.org loses its key prefix "bob"',
      "recipient-moved: mail to bob@example.org, info@example.org goes from example.org-mail-stocker/bob to example.org-mail-stocker/",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a rule disabled",
    edit: (file) => (block(file, "aws_ses_receipt_rule", "bob").enabled = false),
    line: "2 addresses lost: bob@example.org, info@example.org; no address gained.",
    dangers: [
      "recipient-refused: the standby refuses bob@example.org, info@example.org (no-matching-rule)",
      "rule-disabled: rule bob_example.org is switched off (bob@example.org, info@example.org)",
    ],
    counts: ["1 changed"],
  },
  {
    name: "enabled no longer written, which means false",
    edit: (file) => delete block(file, "aws_ses_receipt_rule", "bob").enabled,
    line: "2 addresses lost: bob@example.org, info@example.org; no address gained.",
    dangers: [
      "recipient-refused: the standby refuses bob@example.org, info@example.org (no-matching-rule)",
      "rule-disabled: rule bob_example.org is switched off (bob@example.org, info@example.org)",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a disabled rule whose recipient another rule takes too",
    base: { settings: (file) => (file.unknownRecipients = { catchAll: "alice" }) },
    settings: (file) => (file.unknownRecipients = { catchAll: "alice" }),
    edit: (file) => (block(file, "aws_ses_receipt_rule", "bob").enabled = false),
    dangers: [
      "rule-disabled: rule bob_example.org is switched off (bob@example.org, info@example.org)",
      "recipient-moved: mail to bob@example.org, info@example.org goes from example.org-mail-stocker/bob to example.org-mail-stocker/alice",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a user removed where the rule set is activated elsewhere",
    base: { settings: (file) => (file.manageActiveRuleSet = false) },
    settings: (file) => {
      file.manageActiveRuleSet = false;
      file.mailboxes.pop();
    },
    line: "1 address lost: carol@example.org; no address gained.",
    dangers: [
      "recipient-refused: the standby refuses carol@example.org (no-matching-rule)",
      "importer-locked-out: no longer allowed: s3:deleteobject on arn:aws:s3:::example.org-mail-stocker/carol/*; s3:getobject on arn:aws:s3:::example.org-mail-stocker/carol/*",
    ],
    counts: ["1 deleted, 2 changed"],
  },
  {
    name: "the identity removed",
    edit: (file) => {
      const domain = "example.org";
      removeResources(file, "aws_ses_domain_identity");
      block(file, "aws_ses_domain_dkim").domain = domain;
      const token = Object.values(file.resource.aws_route53_record ?? {}).find(({ type }) => type === "TXT");
      if (token !== undefined) token.records = ["token"];
    },
    line: "5 addresses lost: alice@example.org, bob@example.org, carol@example.org, info@example.org, postmaster@example.org; no address gained.",
    dangers: [
      "recipient-refused: the standby refuses alice@example.org, bob@example.org, carol@example.org, info@example.org, postmaster@example.org (unverified-domain)",
      "identity-lost: identity example.org is deleted",
      "dkim-lost: TXT _amazonses.example.org gets another value",
    ],
    counts: ["1 deleted, 2 changed"],
  },
  {
    name: "the second region removed: its senders are refused there",
    base: { settings: (file) => file.regions.push("eu-central-1") },
    settings: () => undefined,
    dangers: [
      "mx-host-lost: the MX set of example.org loses inbound-smtp.eu-central-1.amazonaws.com (preference 101)",
      "no-longer-managed: no longer managed by Terraform: all of standby-mx-eu-central-1",
      "importer-locked-out: no longer allowed: s3:listbucket on arn:aws:s3:::example.org-mail-stocker-eu-central-1; s3:deleteobject on arn:aws:s3:::example.org-mail-stocker-eu-central-1/alice/*, arn:aws:s3:::example.org-mail-stocker-eu-central-1/bob/*, arn:aws:s3:::example.org-mail-stocker-eu-central-1/carol/*; s3:getobject on arn:aws:s3:::example.org-mail-stocker-eu-central-1/alice/*, arn:aws:s3:::example.org-mail-stocker-eu-central-1/bob/*, arn:aws:s3:::example.org-mail-stocker-eu-central-1/carol/*",
    ],
    counts: ["23 kept, but no longer managed", "2 changed"],
  },
];
