import type { AppliedRules, ReceiptRule } from "../../../inbound/applied-rules";
import { TestEndpoint } from "../../unit/inbound/support/test-endpoint";
import { rule, rulesWith, s3 } from "../../unit/inbound/support/rules";

/** One documented behaviour: the applied rules, the sent message, the replies to recipients, and the stored objects. */
interface Row {
  /** The page of https://docs.aws.amazon.com/ses/latest/ that documents it, in the developer guide (dg) or the API reference. */
  readonly source: string;
  readonly says: string;
  readonly rules: readonly ReceiptRule[];
  readonly applied?: Partial<AppliedRules>;
  readonly tls?: boolean;
  /** Each recipient with the reply that it gets. */
  readonly recipients: Readonly<Record<string, "Ok" | "refused" | "blocked">>;
  /** The prefixes under which the message is stored, sorted. */
  readonly stored: readonly string[];
}

const alice = rule("alice", ["alice@example.org"]);
const bob = rule("bob", ["bob@example.org"]);
const everybody = rule("everybody", ["example.org"]);
const stop = { type: "Stop", topicArn: undefined } as const;

const table: readonly Row[] = [
  {
    source: "dg/receiving-email-concepts",
    says: "a recipient that a rule lists is accepted and stored",
    rules: [alice],
    recipients: { "alice@example.org": "Ok" },
    stored: ["alice"],
  },
  {
    source: "dg/receiving-email-concepts",
    says: "a recipient that no rule lists is refused",
    rules: [alice],
    recipients: { "carol@example.org": "refused" },
    stored: [],
  },
  {
    source: "API_SetActiveReceiptRuleSet",
    says: "no active rule set refuses all mail",
    rules: [],
    applied: { activeRuleSet: undefined },
    recipients: { "alice@example.org": "refused" },
    stored: [],
  },
  {
    source: "API_ReceiptRule",
    says: "a disabled rule accepts nothing",
    rules: [rule("alice", ["alice@example.org"], { enabled: false })],
    recipients: { "alice@example.org": "refused" },
    stored: [],
  },
  {
    source: "API_ReceiptRule",
    says: "a disabled rule among others is passed over",
    rules: [rule("off", ["alice@example.org"], { enabled: false }), alice],
    recipients: { "alice@example.org": "Ok" },
    stored: ["alice"],
  },
  {
    source: "dg/receiving-email-receipt-rules-console-walkthrough",
    says: "an address covers its labelled forms",
    rules: [alice],
    recipients: { "alice+news@example.org": "Ok" },
    stored: ["alice"],
  },
  {
    source: "dg/receiving-email-receipt-rules-console-walkthrough",
    says: "a labelled address covers that label alone",
    rules: [rule("news", ["alice+news@example.org"])],
    recipients: {
      "alice+news@example.org": "Ok",
      "alice@example.org": "refused",
      "alice+other@example.org": "refused",
    },
    stored: ["news"],
  },
  {
    source: "dg/receiving-email-receipt-rules-console-walkthrough",
    says: "a domain covers all its addresses",
    rules: [everybody],
    recipients: { "any-address@example.org": "Ok" },
    stored: ["everybody"],
  },
  {
    source: "dg/receiving-email-receipt-rules-console-walkthrough",
    says: "a domain does not cover its subdomains",
    rules: [everybody],
    recipients: { "alice@sub.example.org": "refused" },
    stored: [],
  },
  {
    source: "dg/receiving-email-receipt-rules-console-walkthrough",
    says: "a subdomain covers exactly itself",
    rules: [rule("sub", ["sub.example.org"])],
    recipients: {
      "a@sub.example.org": "Ok",
      "a@example.org": "refused",
      "a@deep.sub.example.org": "refused",
    },
    stored: ["sub"],
  },
  {
    source: "dg/receiving-email-receipt-rules-console-walkthrough",
    says: "a leading dot covers all subdomains and not the domain",
    rules: [rule("subs", [".example.org"])],
    recipients: { "a@sub.example.org": "Ok", "a@deep.sub.example.org": "Ok", "a@example.org": "refused" },
    stored: ["subs"],
  },
  {
    source: "dg/receiving-email-receipt-rules-console-walkthrough",
    says: "no condition covers every address of every verified domain, and no other",
    rules: [rule("all", [])],
    applied: { identities: ["example.org", "example.net"] },
    recipients: { "a@example.org": "Ok", "b@example.net": "Ok", "c@sub.example.net": "Ok", "d@example.com": "refused" },
    stored: ["all"],
  },
  {
    source: "dg/receiving-email-receipt-rules-console-walkthrough",
    says: "an asterisk is no wildcard",
    rules: [rule("star", ["*@example.org"])],
    recipients: { "alice@example.org": "refused" },
    stored: [],
  },
  {
    source: "dg/receiving-email-receipt-rules-console-walkthrough",
    says: "the case of the domain does not matter",
    rules: [rule("alice", ["alice@Example.ORG"])],
    recipients: { "alice@EXAMPLE.org": "Ok" },
    stored: ["alice"],
  },
  {
    source: "dg/receiving-email-concepts",
    says: "each recipient is answered alone",
    rules: [alice, bob],
    recipients: { "alice@example.org": "Ok", "carol@example.org": "refused", "bob@example.org": "Ok" },
    stored: ["alice", "bob"],
  },
  {
    source: "dg/receiving-email-concepts",
    says: "a rule runs once for the message, however many recipients it matches",
    rules: [everybody],
    recipients: { "a@example.org": "Ok", "b@example.org": "Ok" },
    stored: ["everybody"],
  },
  {
    source: "dg/receiving-email-concepts",
    says: "two rules that match the same recipient make two objects",
    rules: [alice, everybody],
    recipients: { "alice@example.org": "Ok" },
    stored: ["alice", "everybody"],
  },
  {
    source: "dg/receiving-email-concepts",
    says: "a rule that matches only a refused recipient does not run",
    rules: [alice, rule("foreign", ["a@example.com"])],
    recipients: { "alice@example.org": "Ok", "a@example.com": "refused" },
    stored: ["alice"],
  },
  {
    source: "dg/receiving-email-action-stop",
    says: "Stop ends the rule set for the message",
    rules: [rule("alice", ["alice@example.org"], { actions: [s3("alice"), stop] }), everybody],
    recipients: { "alice@example.org": "Ok" },
    stored: ["alice"],
  },
  {
    source: "dg/receiving-email-action-stop",
    says: "Stop of a rule that does not match ends nothing",
    rules: [rule("bob", ["bob@example.org"], { actions: [stop] }), everybody],
    recipients: { "alice@example.org": "Ok" },
    stored: ["everybody"],
  },
  {
    source: "dg/receiving-email-action-stop",
    says: "Stop accepts no one less: the recipient is accepted and nothing is stored",
    rules: [rule("alice", ["alice@example.org"], { actions: [stop] }), everybody],
    recipients: { "alice@example.org": "Ok" },
    stored: [],
  },
  {
    source: "dg/receiving-email-action-s3",
    says: "several S3 actions of one rule make several objects",
    rules: [rule("alice", ["alice@example.org"], { actions: [s3("one"), s3("two")] })],
    recipients: { "alice@example.org": "Ok" },
    stored: ["one", "two"],
  },
  {
    source: "API_ReceiptRule, TlsPolicy",
    says: "a rule that requires TLS does not match a plain session",
    rules: [rule("alice", ["alice@example.org"], { tlsPolicy: "Require" })],
    recipients: { "alice@example.org": "refused" },
    stored: [],
  },
  {
    source: "API_ReceiptRule, TlsPolicy",
    says: "a rule that requires TLS matches a session over TLS",
    rules: [rule("alice", ["alice@example.org"], { tlsPolicy: "Require" })],
    tls: true,
    recipients: { "alice@example.org": "Ok" },
    stored: ["alice"],
  },
  {
    source: "API_ReceiptRule, TlsPolicy",
    says: "beside it another rule may take the plain session",
    rules: [rule("safe", ["alice@example.org"], { tlsPolicy: "Require" }), alice],
    recipients: { "alice@example.org": "Ok" },
    stored: ["alice"],
  },
  {
    source: "dg/receiving-email-ip-filtering-console-walkthrough",
    says: "a blocked client address is refused",
    rules: [alice],
    applied: { ipFilters: [{ name: "here", cidr: "127.0.0.0/8", policy: "Block" }] },
    recipients: { "alice@example.org": "blocked" },
    stored: [],
  },
  {
    source: "dg/receiving-email-ip-filtering-console-walkthrough",
    says: "block everything and allow some lets those in",
    rules: [alice],
    applied: {
      ipFilters: [
        { name: "all", cidr: "0.0.0.0/0", policy: "Block" },
        { name: "here", cidr: "127.0.0.1", policy: "Allow" },
      ],
    },
    recipients: { "alice@example.org": "Ok" },
    stored: ["alice"],
  },
  {
    source: "dg/receiving-email-action-s3",
    says: "a prefix that ends in a slash gets no second one",
    rules: [rule("alice", ["alice@example.org"], { actions: [s3("mail/alice/")] })],
    recipients: { "alice@example.org": "Ok" },
    stored: ["mail/alice"],
  },
  {
    source: "dg/receiving-email-action-s3",
    says: "without a prefix the key is the message id",
    rules: [rule("alice", ["alice@example.org"], { actions: [s3("")] })],
    recipients: { "alice@example.org": "Ok" },
    stored: ["."],
  },
  {
    source: "dg/creating-identities",
    says: "a domain that is not verified in this region is refused",
    rules: [alice],
    applied: { identities: ["example.net"] },
    recipients: { "alice@example.org": "refused" },
    stored: [],
  },
  {
    source: "dg/creating-identities",
    says: "a subdomain of a verified domain needs no identity of its own",
    rules: [rule("sub", ["alice@sub.example.org"])],
    recipients: { "alice@sub.example.org": "Ok" },
    stored: ["sub"],
  },
  {
    source: "dg/creating-identities",
    says: "a verified subdomain verifies nothing above it",
    rules: [everybody],
    applied: { identities: ["sub.example.org"] },
    recipients: { "alice@example.org": "refused" },
    stored: [],
  },
  {
    source: "dg/creating-identities",
    says: "a name that only ends like a verified domain is another domain",
    rules: [rule("all", [])],
    recipients: { "a@notexample.org": "refused" },
    stored: [],
  },
];

const replies = {
  Ok: "250 Ok",
  refused: "550 5.1.1 Requested action not taken: mailbox unavailable",
  blocked: "550 5.7.1 Requested action not taken: client address blocked",
};

describe("the behaviour that AWS documents", () => {
  test.each(table)("$says ($source)", async ({ rules, applied, tls, recipients, stored }) => {
    const testEndpoint = await TestEndpoint.start(rulesWith(rules, applied));
    try {
      const sent = await testEndpoint.send(Object.keys(recipients), undefined, { tls });
      expect(sent.replies).toEqual(Object.values(recipients).map((name) => replies[name]));
      const accepted = sent.replies.includes(replies.Ok);
      expect(sent.accepted).toMatch(accepted ? /^250 OK [0-9a-v]{40}$/ : /^503 /);

      const keys = [...(await testEndpoint.messages()).keys()].sort();
      expect(keys).toEqual(stored.map((prefix) => (prefix === "." ? sent.id : `${prefix}/${sent.id}`)));
    } finally {
      await testEndpoint.stop();
    }
  });
});
