import { type ScriptedS3, startScriptedS3 } from "../../../../fixtures/s3/scripted-s3";
import { CommandHost } from "../../../../fixtures/host/command-host";
import { deletions } from "./deletions";
import { fromS3 } from "./from-s3";
import { listings } from "./listings";
import { objects } from "./objects";
import type { Scenario } from "./scenario";

// With each fault, the import ends by itself with the right exit code and the reason. After the fault is repaired, each
// message is in the mailbox once.
const MAIL = new Map(["1", "2"].map((id): [string, string] => [`ann/${id}`, `Subject: ${id}\r\n\r\n`]));

let s3: ScriptedS3;

beforeEach(async () => {
  s3 = await startScriptedS3(MAIL);
});
afterEach(() => s3.stop());

async function check({ script, env, args, importer, exitCode, says, delivered = 0 }: Scenario): Promise<void> {
  const host = await CommandHost.create(["ann"], { importer });
  try {
    s3.script = script;
    const ran = await host.import(fromS3(s3.endpoint, env, args));
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

describe("a listing that", () =>
  test.each(listings.map((each) => [each.name, each] as const))("%s", (_, each) => check(each)));
describe("a server that", () =>
  test.each(objects.map((each) => [each.name, each] as const))("%s", (_, each) => check(each)));
describe("a server that at the deletion of messages", () =>
  test.each(deletions.map((each) => [each.name, each] as const))("%s", (_, each) => check(each)));
