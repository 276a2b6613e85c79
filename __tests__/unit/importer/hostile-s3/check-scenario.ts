import type { TestHost } from "../../../../fixtures/host/test-host";
import type { Ended } from "../../../../fixtures/process";
import type { ScriptedS3 } from "../../../../fixtures/s3/scripted-s3";
import { deletions } from "./deletions";
import { listings } from "./listings";
import { objects } from "./objects";
import type { Scenario } from "./scenario";

/** Declares a test for each scenario that `isHere` selects. */
export function describeScenarios(
  isHere: (scenario: Scenario) => boolean,
  check: (scenario: Scenario) => Promise<void>,
): void {
  describe.each([
    ["a listing that", listings],
    ["a server that", objects],
    ["a server that at the deletion of messages", deletions],
  ])("%s", (_, scenarios) => {
    test.each(scenarios.filter(isHere).map((each) => [each.name, each] as const))("%s", (__, each) => check(each));
  });
}

interface ScenarioRun {
  readonly s3: ScriptedS3;
  readonly host: TestHost;
  /** Runs an import; `isFaulty`: while the server has the fault. */
  readonly run: (options: { readonly isFaulty: boolean }) => Promise<Pick<Ended, "exitCode" | "stderr">>;
}

/**
 * With the fault, the import ends by itself with the right exit code and the reason. After the fault is repaired, each message is in
 * the mailbox once, and the store is empty.
 */
export async function checkScenario(
  { script, exitCode, says, delivered = 0 }: Scenario,
  { s3, host, run }: ScenarioRun,
): Promise<void> {
  s3.script = script;
  const ran = await run({ isFaulty: true });
  expect(ran.stderr).toMatch(says);
  expect([ran.exitCode, host.delivered("ann").length]).toEqual([exitCode, delivered]);
  s3.script = {};
  const repaired = await run({ isFaulty: false });
  expect([repaired.exitCode, repaired.stderr]).toEqual([0, ""]);
  expect(host.delivered("ann")).toHaveLength(2);
  expect([...s3.objects.keys()]).toEqual([]);
}
