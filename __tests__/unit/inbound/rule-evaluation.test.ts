import fc from "fast-check";
import type { ReceiptAction, ReceiptRule } from "../../../inbound/applied-rules";
import { planActions, refusalOf, type SessionFacts } from "../../../inbound/rule-evaluation";
import { rule, rulesWith, s3 } from "./support/rules";

const plain: SessionFacts = { clientIp: "192.0.2.1", tls: false };
const people = ["a@example.org", "b@example.org", "c@example.org", "d@example.org"];
const stop: ReceiptAction = { type: "Stop", topicArn: undefined };
const added: ReceiptAction = { type: "AddHeader", headerName: "X-Seen", headerValue: "yes" };

const anyRule: fc.Arbitrary<ReceiptRule> = fc.record({
  name: fc.uuid(),
  enabled: fc.boolean(),
  scanEnabled: fc.boolean(),
  tlsPolicy: fc.constantFrom("Optional" as const, "Require" as const),
  recipients: fc.subarray([...people, "example.org", ".example.org"]),
  actions: fc.array(fc.constantFrom(s3("x"), s3("y"), added, stop, { type: "Lambda" as const }), { maxLength: 4 }),
});

describe("rule evaluation", () => {
  test("a recipient is accepted exactly if a rule would run for it without any Stop", () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 5 }),
        fc.constantFrom(...people),
        fc.boolean(),
        (rules, person, tls) => {
          const storing = rules.map((one) => ({ ...one, actions: [s3("x")] }));
          const { writes } = planActions({ name: "main", rules: storing }, [person], tls);
          const refusal = refusalOf(rulesWith(rules), person, { ...plain, tls });
          expect(refusal === undefined).toBe(writes.length > 0);
        },
      ),
    );
  });

  test("the plan follows the set's order, runs enabled rules, and nothing after a Stop", () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 6 }),
        fc.subarray(people, { minLength: 1 }),
        fc.boolean(),
        (rules, to, tls) => {
          const { writes } = planActions({ name: "main", rules }, to, tls);
          const places = writes.map((write) => rules.indexOf(write.rule));
          expect(places).toEqual([...places].sort((a, b) => a - b));
          for (const write of writes) {
            expect(write.rule.enabled && (tls || write.rule.tlsPolicy === "Optional")).toBe(true);
            expect(write.recipients.length).toBeGreaterThan(0);
            expect(to).toEqual(expect.arrayContaining([...write.recipients]));
          }
          const stops = rules.findIndex((one) => ran(one, to, tls) && one.actions.includes(stop));
          if (stops >= 0) expect(places.every((place) => place <= stops)).toBe(true);
        },
      ),
    );
  });

  test("a write is for the recipients that its rule covers only", () => {
    const rules = [rule("one", ["a@example.org"]), rule("all", ["example.org"])];
    const { writes } = planActions({ name: "main", rules }, ["a@example.org", "b@example.org"], false);
    expect(writes.map(({ recipients }) => recipients)).toEqual([["a@example.org"], ["a@example.org", "b@example.org"]]);
  });

  test("a header counts for later S3 actions, also of later rules", () => {
    const rules = [
      rule("first", ["a@example.org"], { actions: [s3("before"), added, s3("behind")] }),
      rule("second", ["example.org"]),
    ];
    const { writes } = planActions({ name: "main", rules }, ["a@example.org"], false);
    expect(writes.map(({ addedHeaders }) => addedHeaders.length)).toEqual([0, 1, 1]);
  });

  test("actions that are not simulated are named", () => {
    const rules = [rule("first", [], { actions: [{ type: "Lambda" }, s3("x"), { type: "WorkMail" }] })];
    expect(planActions({ name: "main", rules }, people, false).leftOut).toEqual([
      { rule: "first", type: "Lambda" },
      { rule: "first", type: "WorkMail" },
    ]);
  });

  test.each([
    [
      "blocked-address",
      rulesWith([rule("all", [])], { ipFilters: [{ name: "x", cidr: "192.0.2.0/24", policy: "Block" }] }),
    ],
    ["no-active-rule-set", rulesWith([], { activeRuleSet: undefined })],
    ["unverified-domain", rulesWith([rule("all", [])], { identities: [] })],
    ["no-matching-rule", rulesWith([rule("b", ["b@example.org"])])],
    ["tls-required", rulesWith([rule("all", [], { tlsPolicy: "Require" })])],
  ])("names the reason of a refusal: %s", (why, rules) => {
    expect(refusalOf(rules, "a@example.org", plain)).toBe(why);
  });

  test.each([
    ["192.0.2.1", "192.0.2.1", true],
    ["192.0.2.0/24", "192.0.3.1", false],
    ["2001:db8::/32", "2001:db8::1", true],
    ["2001:db8::/32", "192.0.2.1", false],
    ["::/0", "2001:db8::1", true],
  ])("a Block of %s and a client at %s: %s", (cidr, clientIp, blocked) => {
    const rules = rulesWith([rule("all", [])], { ipFilters: [{ name: "x", cidr, policy: "Block" }] });
    expect(refusalOf(rules, "a@example.org", { clientIp, tls: false }) === "blocked-address").toBe(blocked);
  });
});

function ran(one: ReceiptRule, to: readonly string[], tls: boolean): boolean {
  const alone = { ...one, actions: [s3("x")] };
  return planActions({ name: "main", rules: [alone] }, to, tls).writes.length > 0;
}
