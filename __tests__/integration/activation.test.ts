import { Standby } from "../../fixtures/localstack/standby";

let standby: Standby;
beforeAll(async () => {
  standby = await Standby.create({
    mailboxes: [{ user: "alice", addresses: ["alice", "postmaster"] }],
    manageActiveRuleSet: false,
  });
});
afterAll(() => standby.close());

test("publishes MX records only when its rules are the active ones, where another team decides that", async () => {
  await expect(standby.apply()).rejects.toThrow(/found none|empty result|is another than/);
  expect((await standby.cloud.ses.listReceiptRuleSets({})).RuleSets?.map(({ Name }) => Name)).toContain(
    standby.ruleSet,
  );
  await standby.cloud.ses.setActiveReceiptRuleSet({ RuleSetName: standby.ruleSet });
  await standby.apply();
});
