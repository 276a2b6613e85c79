import { InProcessHost } from "../../../../fixtures/host/in-process-host";
import { s3Environment } from "../../../../fixtures/s3/s3-server";
import { type ScriptedS3, startScriptedS3 } from "../../../../fixtures/s3/scripted-s3";
import { checkScenario, describeScenarios } from "./check-scenario";
import { importInProcess } from "./import-in-process";
import { MAIL, type Scenario } from "./scenario";

let s3: ScriptedS3;
const { env } = process;

beforeEach(async () => {
  s3 = await startScriptedS3(MAIL);
});
afterEach(async () => {
  process.env = env;
  await s3.stop();
});

async function check(scenario: Scenario): Promise<void> {
  process.env = { ...env, ...s3Environment(s3.endpoint), AWS_MAX_ATTEMPTS: "1", ...scenario.env };
  const host = await InProcessHost.create("ann");
  try {
    host.importer = scenario.importer ?? {};
    await checkScenario(scenario, {
      ...{ s3, host },
      run: ({ isFaulty }) => importInProcess(host, s3.endpoint, isFaulty ? scenario.mailbox : undefined),
    });
  } finally {
    host.remove();
  }
}

describeScenarios(({ asProcess = false }) => !asProcess, check);
