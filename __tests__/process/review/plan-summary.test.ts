import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { registerPlanSummary } from "../../../cli/plan-summary";
import { nothingMore, recordedPlan } from "../../unit/review/plan-summary/plans";

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "standby-mx-plan-summary-"))));
afterEach(() => rmSync(directory, { recursive: true }));

/** Runs the subcommand on a plan as a pipeline does, which goes by the exit code. */
async function run(plan: object): Promise<{ exitCode: unknown; firstLine: string | undefined }> {
  const file = join(directory, "mail.json");
  writeFileSync(file, JSON.stringify(plan));
  const written: string[] = [];
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    jest.spyOn(process[stream], "write").mockImplementation((text) => written.push(String(text)) > 0),
  );
  try {
    const program = new Command().exitOverride();
    registerPlanSummary(program);
    await program.parseAsync(["plan-summary", file, "--format", "text"], { from: "user" });
    return { exitCode: process.exitCode, firstLine: written.join("").split("\n")[0] };
  } finally {
    process.exitCode = undefined;
    spies.forEach((spy) => spy.mockRestore());
  }
}

test("the removal of the first user is dangerous; the next plan is not", async () => {
  const removed = recordedPlan("first-user-removed");
  expect(await run(removed)).toEqual({
    exitCode: 2,
    firstLine: "2 addresses lost: alice@example.org, postmaster@example.org; no address gained.",
  });
  expect(await run(nothingMore(removed))).toEqual({ exitCode: 0, firstLine: "no address lost; no address gained." });
});

test("input other than a plan ends with 1 and names the expected input", async () => {
  const { exitCode, firstLine } = await run({ version: 4 });
  expect(exitCode).toBe(1);
  expect(firstLine).toMatch(
    /^standby-mx plan-summary: mail: expected what `terraform show -json <plan file>` prints: /,
  );
});
