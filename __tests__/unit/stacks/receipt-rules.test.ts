import { mailbox, settings } from "./settings";
import { synthFirst, synthHcl, type Synthesized } from "./synth";

const rulesOf = (stack: Synthesized) => Object.entries(stack.resources("aws_ses_receipt_rule"));
const named = (stack: Synthesized, name: string) => rulesOf(stack).find(([, rule]) => rule.name === name)!;

/** The names of the rules in the order of `after`, from the rule without `after`. */
function chain(stack: Synthesized): unknown[] {
  const names: unknown[] = [];
  for (let after: string | undefined, i = 0; i <= rulesOf(stack).length; i++) {
    const next = rulesOf(stack).filter(([, rule]) => rule.after === after);
    if (next.length === 0) return names;
    if (next.length > 1) throw new Error(`expected one rule after ${after}, found ${next.length}`);
    const [[address, rule]] = next as [[string, { name: unknown }]];
    names.push(rule.name);
    after = `\${${address}.name}`;
  }
  throw new Error("the rules form a cycle");
}

describe("one rule a mailbox", () => {
  const stack = synthFirst(settings());
  const [ruleSet] = Object.keys(stack.resources("aws_ses_receipt_rule_set"));

  test("is enabled, scans, and puts the message under the mailbox's prefix", () => {
    expect(named(stack, "alice_example.org")[1]).toEqual({
      name: "alice_example.org",
      rule_set_name: `\${${ruleSet}.rule_set_name}`,
      recipients: ["alice@example.org", "postmaster@example.org"],
      enabled: true,
      scan_enabled: true,
      tls_policy: "Optional",
      s3_action: [
        {
          bucket_name: `\${${Object.keys(stack.resources("aws_s3_bucket"))[0]}.bucket}`,
          object_key_prefix: "alice",
          position: 1,
        },
      ],
      depends_on: Object.keys(stack.resources("aws_s3_bucket_policy")),
      lifecycle: { create_before_destroy: true, ignore_changes: ["after"] },
    });
  });

  test("is created before the replaced rule is deleted, as is the set", () => {
    const replaced = [stack.resource("aws_ses_receipt_rule_set"), ...rulesOf(stack).map(([, rule]) => rule)];
    expect(replaced).toHaveLength(3);
    for (const block of replaced) expect(block.lifecycle).toMatchObject({ create_before_destroy: true });
  });

  test("may become the first rule, which must have no `after`", () => {
    expect(named(stack, "bob_example.org")[1].lifecycle).toEqual({ create_before_destroy: true });
    const alone = synthFirst(settings({ mailboxes: [mailbox("bob")] }));
    expect(named(alone, "bob_example.org")[1].lifecycle).toMatchObject({ ignore_changes: ["after"] });
    expect(named(alone, "bob_example.org")[1]).not.toHaveProperty("after");
  });

  test("has its place in the order of the settings, by references", () => {
    expect(chain(stack)).toEqual(["alice_example.org", "bob_example.org"]);
  });

  test("depends on the bucket policy, for every rule", () => {
    const policies = Object.keys(stack.resources("aws_s3_bucket_policy"));
    expect(policies).toHaveLength(1);
    expect(rulesOf(stack).map(([, rule]) => rule.depends_on)).toEqual([policies, policies]);
  });

  test("exists before the set is activated", () => {
    expect(stack.resource("aws_ses_active_receipt_rule_set")).toEqual({
      rule_set_name: `\${${ruleSet}.rule_set_name}`,
      depends_on: rulesOf(stack).map(([address]) => address),
    });
  });
});

test("requires TLS only with the setting", () => {
  const stack = synthFirst(settings({ tlsPolicy: "Require" }));
  expect(rulesOf(stack).map(([, rule]) => rule.tls_policy)).toEqual(["Require", "Require"]);
});

test("does not activate the rule set if the settings say so", () => {
  const stack = synthFirst(settings({ manageActiveRuleSet: false }));
  expect(stack.resources("aws_ses_active_receipt_rule_set")).toEqual({});
  expect(rulesOf(stack)).toHaveLength(2);
});

const catchAll = mailbox("alice", {
  addresses: ["alice@example.org", "postmaster@example.org"],
  catchAllDomains: ["example.org", "example.net"],
});

test("puts the catch-all last, with every address of its domains", () => {
  const stack = synthFirst(settings({ mailboxes: [catchAll, mailbox("bob")] }));
  expect(chain(stack)).toEqual(["bob_example.org", "alice_example.org"]);
  expect(named(stack, "alice_example.org")[1].recipients).toEqual([
    "alice@example.org",
    "postmaster@example.org",
    "example.org",
    "example.net",
  ]);
  expect(named(stack, "bob_example.org")[1].recipients).toEqual(["bob@example.org"]);
});

test("has no Stop, because a message may be for several mailboxes", () => {
  expect(synthFirst(settings({ mailboxes: [catchAll, mailbox("bob")] })).json).not.toContain("stop_action");
});

test("chains 200 rules in order, and activates the set after all of them", () => {
  const [first, ...others] = Array.from({ length: 200 }, (_, i) => mailbox(`user${i}`));
  const stack = synthFirst(settings({ mailboxes: [first!, ...others] }));
  expect(chain(stack)).toEqual(Array.from({ length: 200 }, (_, i) => `user${i}_example.org`));
  expect(stack.resource("aws_ses_active_receipt_rule_set").depends_on).toHaveLength(200);
});

test("keeps a rule's address when another mailbox comes before it", () => {
  const more = settings({ mailboxes: [mailbox("aaron"), mailbox("bob")] });
  expect(named(synthFirst(more), "bob_example.org")[0]).toBe(named(synthFirst(settings()), "bob_example.org")[0]);
});

test("gives rules whose names differ only by a dot different addresses", () => {
  const mailboxes = [mailbox("ab", { ruleName: "ab" }), mailbox("a.b", { ruleName: "a.b" })] as const;
  expect(rulesOf(synthFirst(settings({ mailboxes })))).toHaveLength(2);
});

test("escapes Terraform expressions in an address", () => {
  const odd = mailbox("odd", { addresses: ["${path.cwd}@example.org", "%{if}@example.org"] });
  const [[, rule]] = rulesOf(synthFirst(settings({ mailboxes: [odd] }))) as [[string, { recipients: unknown }]];
  expect(rule.recipients).toEqual(["$${path.cwd}@example.org", "%%{if}@example.org"]);
  expect(synthHcl(settings({ mailboxes: [odd] }))).toContain('"$${path.cwd}@example.org"');
});

test("gives a mailbox with too many addresses for a rule more rules with its prefix", () => {
  const addresses = Array.from({ length: 501 }, (_, i) => `a${i}@example.org`);
  const many = mailbox("many", { addresses });
  const neighbour = mailbox("many-2", { ruleName: "neighbour" });
  const stack = synthFirst(settings({ mailboxes: [many, neighbour] }));
  expect(chain(stack)).toEqual(["many_example.org", "many_example.org-2", "neighbour"]);
  const written = rulesOf(stack).map(([, rule]) => {
    const { name, recipients, s3_action } = rule as { name: string; recipients: string[]; s3_action: object[] };
    return [name, recipients.length, s3_action[0]];
  });
  expect(written.sort()).toEqual([
    ["many_example.org", 500, expect.objectContaining({ object_key_prefix: "many" })],
    ["many_example.org-2", 1, expect.objectContaining({ object_key_prefix: "many" })],
    ["neighbour", 1, expect.objectContaining({ object_key_prefix: "many-2" })],
  ]);
});
