import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCallerIdentity } from "../../../../fixtures/plans/caller-identity";
import { planCases } from "../../../../fixtures/plans/cases";
import { makePlan, providerIsHere, type PlanMaker } from "../../../../fixtures/plans/plan-maker";
import { summarizePlans } from "../../../../review/plan-summary/plan-summary";
import { recorded } from "./recorded";
import { countLine } from "../../../../review/format/change-lines";
import { summaryLine } from "../../../../review/format/summary-line";

const state = join(__dirname, "../../../../fixtures/plans/applied-state.json");

/** Makes the plans again from the present stacks, if Terraform has the AWS provider without a download. */
(providerIsHere(process.env) ? describe : describe.skip)("plans made again with the AWS provider", () => {
  let maker: PlanMaker;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const { zone, account } = applied();
    const identity = await startCallerIdentity(account);
    close = identity.close;
    const folder = mkdtempSync(join(tmpdir(), "standby-mx-plans-"));
    maker = { folder, endpoint: identity.endpoint, zone, refresh: false, env: process.env };
  });
  afterAll(async () => {
    rmSync(maker.folder, { recursive: true });
    await close();
  });

  test.each(planCases)(
    "$name",
    async (planCase) => {
      const summary = await summarizePlans([{ stack: "mail", json: await makePlan(maker, state, planCase) }]);
      expect({
        name: planCase.name,
        line: summaryLine(summary),
        dangers: summary.dangers.map(({ rule, what }) => `${rule}: ${what}`),
        counts: summary.comparisons.map(({ changes }) => countLine(changes)),
        drift: [...summary.drift.values()].map(countLine),
      }).toEqual(recorded.find(({ name }) => name === planCase.name));
    },
    300_000,
  );
});

/** The zone and the account in the recorded state. */
function applied(): { zone: string; account: string } {
  const text = readFileSync(state, "utf8");
  const [, zone = ""] = /"zone_id": "(\w+)"/.exec(text) ?? [];
  const [, account = ""] = /"account_id": "(\d+)"/.exec(text) ?? [];
  return { zone, account };
}
