import { CommandHost } from "../../../../fixtures/host/command-host";
import { type ScriptedS3, startScriptedS3 } from "../../../../fixtures/s3/scripted-s3";
import { deletions } from "../../../unit/importer/hostile-s3/deletions";
import { listings } from "../../../unit/importer/hostile-s3/listings";
import { objects } from "../../../unit/importer/hostile-s3/objects";
import { MAIL, type Scenario } from "../../../unit/importer/hostile-s3/scenario";
import { fromS3 } from "./from-s3";

// Like unit/importer/hostile-s3/, and here no open connection may delay the end of the process.
let s3: ScriptedS3;

beforeEach(async () => {
  s3 = await startScriptedS3(MAIL);
});
afterEach(() => s3.stop());

async function check({ script, env, exitCode, says, delivered = 0 }: Scenario): Promise<void> {
  const host = await CommandHost.create(["ann"]);
  try {
    s3.script = script;
    const ran = await host.import(fromS3(s3.endpoint, env));
    expect(ran.stderr).toMatch(says);
    expect([ran.exitCode, host.delivered("ann").length]).toEqual([exitCode, delivered]);
    s3.script = {};
    expect(await host.import(fromS3(s3.endpoint))).toMatchObject({ exitCode: 0, stderr: "" });
    expect(host.delivered("ann")).toHaveLength(2);
    expect([...s3.objects.keys()]).toEqual([]);
  } finally {
    host.remove();
  }
}

describe.each([
  ["a listing that", listings],
  ["a server that", objects],
  ["a server that at the deletion of messages", deletions],
])("%s", (_, scenarios) => {
  const here = scenarios.filter(({ asProcess }) => asProcess);
  test.each(here.map((each) => [each.name, each] as const))("%s", (__, each) => check(each));
});
