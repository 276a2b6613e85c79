import { Standby } from "../../fixtures/localstack/standby";

let standby: Standby;
beforeAll(async () => {
  standby = await Standby.create({
    mailboxes: [{ user: "alice", addresses: ["alice", "postmaster"] }],
    manageActiveRuleSet: false,
  });
});
afterAll(() => standby.close());

test("publishes MX records only while another team's rule set has its rules active", async () => {
  await expect(standby.apply()).rejects.toThrow(/found none|empty result|is another than/);
  expect((await standby.cloud.ses.listReceiptRuleSets({})).RuleSets?.map(({ Name }) => Name)).toContain(
    standby.ruleSet,
  );
  await standby.cloud.ses.setActiveReceiptRuleSet({ RuleSetName: standby.ruleSet });
  await standby.apply();
});
