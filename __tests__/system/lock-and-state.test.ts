import { rmSync } from "node:fs";
import { openGround } from "../../fixtures/crash/ground";
import { Scene, SECOND_IMPORTERS } from "../../fixtures/crash/scene";
import { runPlain, runStruck } from "../../fixtures/crash/strace";

let ground: Awaited<ReturnType<typeof openGround>>;

beforeAll(async () => {
  ground = await openGround();
}, 300_000);
afterAll(() => ground.close());

test("of importers started at once one works, and each message is delivered once", async () => {
  const scene = await Scene.open(ground, "s3", 100);
  try {
    const runs = await Promise.all(Array.from({ length: 4 }, () => runPlain(scene.commandLine)));
    // One that starts when the first has ended finds nothing to do.
    expect(runs.map(({ code }) => code).filter((code) => code !== 0 && code !== 75)).toEqual([]);
    expect(runs.some(({ code }) => code === 0)).toBe(true);
    await scene.read("after all", "nothing");
    scene.account.close(await scene.keys());
    expect(scene.account.findings).toEqual([]);
  } finally {
    scene.close();
  }
});

test.each(SECOND_IMPORTERS)("a second importer at the same time (%s): each message is there once", async (kind) => {
  const scene = await Scene.open(ground, "directory", 60);
  try {
    const lines = [scene.commandLine, scene.secondImporter(kind)];
    const runs = await Promise.all(lines.map(runPlain));
    expect(runs.map(({ code }) => code).filter((code) => code !== 0 && code !== 75)).toEqual([]);
    await scene.read("after both", "nothing");
    scene.account.close(await scene.keys());
    expect(scene.account.findings).toEqual([]);
  } finally {
    scene.close();
  }
});

test("a lost state directory and leftover stage files lose and double nothing", async () => {
  const scene = await Scene.open(ground, "s3", 5);
  try {
    // Killed before the INTENT is written: the messages are staged, none is delivered.
    const strike = { aim: { call: "fdatasync", when: 1, ahead: undefined }, effect: "kill before" } as const;
    expect((await runStruck(scene.commandLine, strike, scene.directory)).struck).toBeDefined();
    rmSync(`${scene.directory}/state`, { recursive: true });
    const suspended = await runPlain(scene.commandLine);
    expect(suspended).toMatchObject({
      code: 75,
      stderr: expect.stringMatching(/found journal .*import --adopt/) as string,
    });
    const { argv, env } = scene.commandLine;
    expect((await runPlain({ argv: [...argv, "--adopt"], env })).code).toBe(0);
    await scene.read("at the end", "nothing");
    scene.account.close(await scene.keys());
    expect(scene.account.findings).toEqual([]);
  } finally {
    scene.close();
  }
});
