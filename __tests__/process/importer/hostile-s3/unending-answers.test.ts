import { CommandHost } from "../../../../fixtures/host/command-host";
import { type ScriptedS3, startScriptedS3 } from "../../../../fixtures/s3/scripted-s3";
import { checkScenario, describeScenarios } from "../../../unit/importer/hostile-s3/check-scenario";
import { MAIL, type Scenario } from "../../../unit/importer/hostile-s3/scenario";
import { fromS3 } from "./from-s3";

// Like unit/importer/hostile-s3/, and here no open connection may delay the end of the process.
let s3: ScriptedS3;

beforeEach(async () => {
  s3 = await startScriptedS3(MAIL);
});
afterEach(() => s3.stop());

async function check(scenario: Scenario): Promise<void> {
  const host = await CommandHost.create(["ann"]);
  try {
    await checkScenario(scenario, {
      ...{ s3, host },
      run: ({ isFaulty }) => host.import(fromS3(s3.endpoint, isFaulty ? scenario.env : {})),
    });
  } finally {
    host.remove();
  }
}

describeScenarios(({ asProcess = false }) => asProcess, check);
