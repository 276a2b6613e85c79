import { InProcessHost } from "../../../../fixtures/host/in-process-host";
import { s3Environment } from "../../../../fixtures/s3/s3-server";
import { type ScriptedS3, startScriptedS3 } from "../../../../fixtures/s3/scripted-s3";
import { deletions } from "./deletions";
import { importInProcess } from "./import-in-process";
import { listings } from "./listings";
import { objects } from "./objects";
import { MAIL, type Scenario } from "./scenario";

// With each fault, the import ends by itself with the right exit code and the reason. After the fault is repaired, each
// message is in the mailbox once.
let s3: ScriptedS3;
const { env } = process;

beforeEach(async () => {
  s3 = await startScriptedS3(MAIL);
});
afterEach(async () => {
  process.env = env;
  await s3.stop();
});

async function check({ script, importer, mailbox, exitCode, says, delivered = 0, ...more }: Scenario): Promise<void> {
  process.env = { ...env, ...s3Environment(s3.endpoint), AWS_MAX_ATTEMPTS: "1", ...more.env };
  const host = await InProcessHost.create("ann");
  try {
    host.importer = importer ?? {};
    s3.script = script;
    const ran = await importInProcess(host, s3.endpoint, mailbox);
    expect(ran.stderr).toMatch(says);
    expect([ran.exitCode, host.delivered("ann").length]).toEqual([exitCode, delivered]);
    s3.script = {};
    expect(await importInProcess(host, s3.endpoint)).toEqual({ exitCode: 0, stderr: "" });
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
  const here = scenarios.filter(({ asProcess }) => !asProcess);
  test.each(here.map((each) => [each.name, each] as const))("%s", (__, each) => check(each));
});
