import { rmSync } from "node:fs";
import { startCrashServers } from "../../fixtures/crash/crash-servers";
import { CaseEnvironment, SECOND_IMPORTERS } from "../../fixtures/crash/case-environment";
import { runPlain, runWithFault } from "../../fixtures/crash/strace";

let servers: Awaited<ReturnType<typeof startCrashServers>>;

beforeAll(async () => {
  servers = await startCrashServers();
}, 300_000);
afterAll(() => servers.close());

test("of importers started together one works, and each message is delivered once", async () => {
  const environment = await CaseEnvironment.open(servers, "s3", 100);
  try {
    const runs = await Promise.all(Array.from({ length: 4 }, () => runPlain(environment.commandLine)));
    // An importer that starts after the end of the first finds no mail.
    expect(runs.map(({ exitCode }) => exitCode).filter((code) => code !== 0 && code !== 75)).toEqual([]);
    expect(runs.some(({ exitCode }) => exitCode === 0)).toBe(true);
    await environment.read("after all", "nothing");
    environment.expected.finish(await environment.keys());
    expect(environment.expected.findings).toEqual([]);
  } finally {
    environment.close();
  }
});

test.each(SECOND_IMPORTERS)("a second importer at the same time (%s): each message is delivered once", async (kind) => {
  const environment = await CaseEnvironment.open(servers, "directory", 60);
  try {
    const lines = [environment.commandLine, environment.secondImporter(kind)];
    const runs = await Promise.all(lines.map(runPlain));
    expect(runs.map(({ exitCode }) => exitCode).filter((code) => code !== 0 && code !== 75)).toEqual([]);
    await environment.read("after both", "nothing");
    environment.expected.finish(await environment.keys());
    expect(environment.expected.findings).toEqual([]);
  } finally {
    environment.close();
  }
});

test("a lost state directory and leftover stage files cause no loss or duplicate", async () => {
  const environment = await CaseEnvironment.open(servers, "s3", 5);
  try {
    // Killed before the INTENT is written: the messages are staged, none is delivered.
    const fault = { selector: { call: "fdatasync", when: 1, padding: undefined }, effect: "kill before" } as const;
    expect((await runWithFault(environment.commandLine, fault, environment.directory)).reached).toBeDefined();
    rmSync(`${environment.directory}/state`, { recursive: true });
    const suspended = await runPlain(environment.commandLine);
    expect(suspended).toMatchObject({
      exitCode: 75,
      stderr: expect.stringMatching(/found journal .*import --adopt/) as string,
    });
    const { argv, env } = environment.commandLine;
    expect((await runPlain({ argv: [...argv, "--adopt"], env })).exitCode).toBe(0);
    await environment.read("at the end", "nothing");
    environment.expected.finish(await environment.keys());
    expect(environment.expected.findings).toEqual([]);
  } finally {
    environment.close();
  }
});
