import fc from "fast-check";
import { countLine } from "../../../../review/format/change-lines";
import { summarizePlans } from "../../../../review/plan-summary/plan-summary";
import { summaryLine } from "../../../../review/format/summary-line";
import { editRules, nothingMore, recordedPlan, type EditablePlan } from "./plans";
import { recorded } from "./recorded";

async function summaryOf(plan: EditablePlan) {
  const summary = await summarizePlans([{ stack: "mail", json: JSON.stringify(plan) }]);
  return {
    line: summaryLine(summary),
    dangers: summary.dangers.map(({ rule, what }) => `${rule}: ${what}`),
    counts: summary.comparisons.map(({ changes }) => countLine(changes)),
  };
}

// The state keeps `after` of a rule that becomes the first, because the provider never reads `after`.
describe.each(["first-user-removed", "first-user-catch-all"])("once %s is applied", (name) => {
  test("a plan without changes reports that nothing changes", async () => {
    expect(await summaryOf(nothingMore(recordedPlan(name)))).toEqual({
      line: "no address lost; no address gained.",
      dangers: [],
      counts: ["nothing changes"],
    });
  });
});

describe("for rules without a Stop action", () => {
  const after = fc.constantFrom(null, "alice_example.org", "bob_example.org", "carol_example.org", "gone_example.org");

  test.each(["nothing", "user-removed", "first-user-removed", "first-user-catch-all"])(
    "the plan %s gives the same summary in every order",
    async (name) => {
      const expected = recorded.find((one) => one.name === name);
      await fc.assert(
        fc.asyncProperty(fc.array(after, { minLength: 6, maxLength: 6 }), async (places) => {
          const left = [...places];
          const plan = editRules(recordedPlan(name), (_, rule) => (rule.after = left.pop()));
          const { line, dangers } = await summaryOf(plan);
          expect({ line, dangers }).toEqual({ line: expected?.line, dangers: expected?.dangers });
        }),
        { numRuns: 15 },
      );
    },
  );
});

describe("a plan of rules with a Stop action", () => {
  const stop = { scope: "RuleSet", position: 2, topic_arn: "" };
  const stopping = (plan: EditablePlan, user: string, which: string) =>
    editRules(plan, (name, rule, side) => {
      if (name === user && side === which) rule.stop_action = [stop];
    });

  test("are evaluated in the order of the plan", async () => {
    const { line, dangers } = await summaryOf(stopping(recordedPlan("nothing"), "bob", "after"));
    expect(line).toBe("no address lost; no address gained.");
    expect(dangers).toEqual([
      "rule-unreachable: the Stop action of rule bob_example.org now stands before carol_example.org",
    ]);
  });

  test("leaves lost and gained addresses unknown without the order", async () => {
    const { line, dangers } = await summaryOf(stopping(recordedPlan("first-user-removed"), "bob", "after"));
    expect(line).toContain("cannot determine lost or gained addresses");
    expect(dangers[0]).toMatch(/^rules-unreadable: .*bob_example\.org \(after alice_example\.org\)/);
  });

  test("leaves only the rules before unknown when the Stop action is removed", async () => {
    const { dangers } = await summaryOf(stopping(nothingMore(recordedPlan("first-user-catch-all")), "carol", "before"));
    expect(dangers[0]).toMatch(/^rules-unreadable: before the change: .*\(after alice_example\.org\)/);
  });
});
