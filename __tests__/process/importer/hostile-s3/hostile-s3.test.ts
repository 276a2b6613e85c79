import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ScriptedS3, startScriptedS3 } from "../../../../fixtures/s3/scripted-s3";
import { deletions } from "./deletions";
import { OneMailboxMachine } from "./household";
import { listings } from "./listings";
import { objects } from "./objects";
import type { Scenario } from "./scenario";

// Whatever the server does: the import ends by itself with the right exit code and says why, and when the server is honest again each
// message is in the mailbox once.
const MAIL = new Map(["1", "2"].map((id): [string, string] => [`ann/${id}`, `Subject: ${id}\r\n\r\n`]));

let place: string;
let s3: ScriptedS3;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "hostile-s3-command-"));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));
beforeEach(async () => {
  s3 = await startScriptedS3(MAIL);
});
afterEach(() => s3.stop());

async function play({ script, env, args, importer, exitCode, says, delivered = 0 }: Scenario): Promise<void> {
  const machine = new OneMailboxMachine(importer);
  try {
    s3.script = script;
    const ran = await machine.run(s3.endpoint, env, args);
    expect(ran.stderr).toMatch(says);
    expect([ran.exitCode, machine.delivered().length]).toEqual([exitCode, delivered]);
    s3.script = {};
    expect(await machine.run(s3.endpoint)).toMatchObject({ exitCode: 0, stderr: "" });
    expect(machine.delivered()).toHaveLength(2);
    expect([...s3.objects.keys()]).toEqual([]);
  } finally {
    machine.remove();
  }
}

describe("a listing that", () =>
  test.each(listings.map((each) => [each.name, each] as const))("%s", (_, each) => play(each)));
describe("a server that", () =>
  test.each(objects.map((each) => [each.name, each] as const))("%s", (_, each) => play(each)));
describe("a server that is asked to delete messages, and", () =>
  test.each(deletions.map((each) => [each.name, each] as const))("%s", (_, each) => play(each)));
