import { setTimeout } from "node:timers/promises";
import { once } from "node:events";
import { resolve } from "node:path";
import { startTestLocalStack } from "../../fixtures/localstack/container";
import { startLocalStack } from "../../testing";
import { docker } from "../../fixtures/localstack/docker";
import { defaultImage } from "../../fixtures/localstack/image";
import { type RunningProcess, startProcess } from "../../fixtures/process";

const image = process.env.LOCALSTACK_IMAGE || defaultImage;
const containersOf = (pid: number | undefined) =>
  docker("ps", "--all", "--quiet", "--filter", `label=standby-mx.pid=${pid}`).output?.split("\n").filter(Boolean);

describe("one message names the obstacle and the remedy", () => {
  test("no engine", async () => {
    expect(await refusal({ DOCKER_HOST: "unix:///nonexistent/docker.sock" })).toMatch(
      /^No Docker engine answers \(.+\)\. Start yours, or run `bash scripts\/start-docker\.sh` as root on Debian\.$/,
    );
  });

  test("an image that is missing and cannot be pulled", async () => {
    expect(await refusal({ LOCALSTACK_IMAGE: "127.0.0.1:1/localstack:none" })).toMatch(
      /^The image 127\.0\.0\.1:1\/localstack:none is not here and cannot be pulled \(.+\)\. Check LOCALSTACK_IMAGE/,
    );
  });

  test.each([
    ["ends", "raise SystemExit('no disk left')", /did not get ready .*Its last output:\n {2}no disk left/s],
    ["wants an account", "raise SystemExit('LocalStack requires an account')", /an account: set LOCALSTACK_AUTH_TOKEN/],
  ])("a container that %s", async (_what, script, message) => {
    const derived = derivedImage(["python", "-c", script]);
    try {
      expect(await refusal({ LOCALSTACK_IMAGE: derived })).toMatch(message);
    } finally {
      docker("rmi", "--force", derived);
    }
  });

  test("a container that ends during a run", async () => {
    const localStack = await startTestLocalStack();
    try {
      expect(localStack.exitReport()).toBeUndefined();
      docker("kill", localStack.containerId);
      expect(localStack.exitReport()).toMatch(
        /^The container of \S+ ended during the run, .*Its last output:\n {2}.*Ready/s,
      );
    } finally {
      localStack.stop();
    }
  });

  test("a port that cannot be reached", async () => {
    // An unreachable address.
    expect(await refusal({ TESTCONTAINERS_HOST_OVERRIDE: "0.0.0.1" })).toMatch(
      /LocalStack is ready, but http:\/\/0\.0\.0\.1:\d+\/_localstack\/health cannot be reached .*TESTCONTAINERS_HOST_OVERRIDE/,
    );
  });
});

test("LocalStack gets the token of its account", async () => {
  const derived = derivedImage(["python", "-c", "import os; raise SystemExit(os.environ['LOCALSTACK_AUTH_TOKEN'])"]);
  try {
    expect(await refusal({ LOCALSTACK_IMAGE: derived, LOCALSTACK_AUTH_TOKEN: "a-token" })).toMatch(
      /Its last output:\n {2}a-token$/,
    );
  } finally {
    docker("rmi", "--force", derived);
  }
});

describe("a container is gone", () => {
  test("after the testing kit has stopped it", async () => {
    const localStack = await startLocalStack();
    expect((await fetch(`${localStack.endpoint}/_localstack/health`)).status).toBe(200);
    await localStack.stop();
    expect(docker("inspect", localStack.containerId).complaint).toMatch(/no such/i);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("after %s", async (signal) => {
    const run = await startedRun();
    expect(containersOf(run.child.pid)).toHaveLength(1);
    run.child.kill(signal);
    await run.ended;
    expect(containersOf(run.child.pid)).toEqual([]);
  });

  test("after a run that failed", async () => {
    const run = await startedRun("throw new Error('failed')");
    await run.ended;
    expect(containersOf(run.child.pid)).toEqual([]);
  });

  test("at the next start, after a run that was killed by SIGKILL", async () => {
    const killed = await startedRun();
    killed.child.kill("SIGKILL");
    await killed.ended;
    expect(containersOf(killed.child.pid)).toHaveLength(1);
    (await startTestLocalStack()).stop();
    expect(containersOf(killed.child.pid)).toEqual([]);
  });
});

/** Starts a process with a container, which then runs the code `then`. */
async function startedRun(then = "setInterval(() => undefined, 1000)"): Promise<RunningProcess> {
  const run = runProgram(`
    const { sharedLocalStack } = require("./fixtures/localstack/shared-container");
    sharedLocalStack().then(() => { console.log("started"); setTimeout(() => { ${then} }); });`);
  await once(run.child.stdout!, "data");
  return run;
}

/** The error of a start in this environment, which must not leave a container. */
async function refusal(env: NodeJS.ProcessEnv): Promise<string> {
  const run = runProgram(
    `const { startTestLocalStack } = require("./fixtures/localstack/container");
    startTestLocalStack().then(() => console.log("it started"), ({ message }) => console.log(message));`,
    env,
  );
  const { stdout } = await run.ended;
  await expectNoContainerOf(run.child.pid);
  return stdout.trim();
}

/** Waits, because the engine removes an ended container a moment later. */
async function expectNoContainerOf(pid: number | undefined): Promise<void> {
  for (let tries = 0; tries < 100 && containersOf(pid)?.length !== 0; tries++) await setTimeout(100);
  expect(containersOf(pid)).toEqual([]);
}

function runProgram(program: string, env: NodeJS.ProcessEnv = {}): RunningProcess {
  return startProcess(process.execPath, ["-r", "@swc-node/register", "-e", program], {
    cwd: resolve(__dirname, "../.."),
    env: { ...process.env, ...env },
  });
}

/** The image with another command, under a name of this test. */
function derivedImage(command: readonly string[]): string {
  const name = `standby-mx-test-${process.pid}:${Date.now()}`;
  const { output: container = "" } = docker("create", image);
  docker("commit", "--change", `ENTRYPOINT ${JSON.stringify(command)}`, container, name);
  docker("rm", container);
  return name;
}
