import { resolve } from "node:path";
import { runProcess } from "../../../fixtures/process";

const root = resolve(__dirname, "../../..");
const jestCommand = resolve(root, "node_modules/.bin/jest");

/** Runs jest where no Docker engine answers. */
function runJest(...args: string[]) {
  const { STANDBY_REQUIRE: _, ...env } = process.env;
  return runProcess(process.execPath, [jestCommand, ...args], {
    cwd: root,
    env: { ...env, DOCKER_HOST: "tcp://127.0.0.1:1" },
  });
}

const reason = /no (?:Docker engine answers at DOCKER_HOST=tcp:\/\/127\.0\.0\.1:1|docker command)/;

test("a requested suite that cannot run fails with the reason", async () => {
  const { exitCode, stderr } = await runJest("--selectProjects", "integration");
  expect(stderr).toMatch(/--selectProjects asks for the integration suite, but there is|but no Docker engine/);
  expect(stderr).toMatch(reason);
  expect(exitCode).toBe(1);
});

test("an unknown suite fails with the names of the suites", async () => {
  expect((await runJest("--selectProjects=unitt")).stderr).toContain(
    '--selectProjects: expected unit, model, process, integration, system, found "unitt"',
  );
});

test("a run names the suites that do not run, before and after", async () => {
  const { exitCode, stderr } = await runJest("__tests__/unit/store/key-order.test.ts");
  const notices = stderr.split("\n").filter((line) => line.startsWith("NOT RUN: the integration suite: "));
  expect(notices).toHaveLength(2);
  expect(notices[0]).toMatch(reason);
  expect(exitCode).toBe(0);
});
