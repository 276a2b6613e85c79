import { startCrashServers } from "../../fixtures/crash/crash-servers";
import { CaseEnvironment } from "../../fixtures/crash/case-environment";
import type { Run } from "../../fixtures/crash/strace";
import { runPlain } from "../../fixtures/crash/strace";
import type { ProxyFault, FaultOperation } from "../../fixtures/proxy/faults";
import { startFaultProxy } from "../../fixtures/proxy/fault-proxy";

// Faults of the network and of the server. Afterwards each message must be delivered exactly once.
const MESSAGES = 5;
let servers: Awaited<ReturnType<typeof startCrashServers>>;

beforeAll(async () => {
  servers = await startCrashServers();
}, 300_000);
afterAll(() => servers.close());

/** One run with the fault, at the first request of that kind or at all of them; then runs without. */
async function survive(
  operation: FaultOperation,
  fault: ProxyFault,
  every: boolean,
  env: NodeJS.ProcessEnv = {},
): Promise<{ run: Run; findings: string[] }> {
  const environment = await CaseEnvironment.open(servers, "s3", MESSAGES);
  const proxy = await startFaultProxy(servers.s3.port, (request) =>
    request.operation === operation && (every || request.occurrence === 1) ? fault : undefined,
  );
  try {
    const command = environment.commandLineTo(proxy.endpoint);
    const run = await runPlain({ ...command, env: { ...command.env, ...env } });
    expect(proxy.requests.filter((request) => request.fault !== undefined).length).toBeGreaterThan(0);
    await environment.read("after the fault", "expunge");
    const next = await runPlain(environment.commandLine);
    if (next.exitCode !== 0)
      environment.expected.findings.push(`the next run ended with ${next.exitCode}: ${next.stderr}`);
    await environment.read("at the end", "nothing");
    environment.expected.finish(await environment.keys());
    return { run, findings: environment.expected.findings };
  } finally {
    await proxy.stop();
    environment.close();
  }
}

const broken: ProxyFault[] = [
  { kind: "reset", when: "before" },
  { kind: "reset", when: "after" },
  { kind: "short body", bytes: 20 },
  { kind: "error", code: "SlowDown", when: "before" },
  { kind: "error", code: "InternalError", when: "before" },
  { kind: "error", code: "InternalError", when: "after" },
];
const cases = (["list", "get", "deleteMany"] as const).flatMap((operation) =>
  broken.flatMap((fault) => [false, true].map((every) => ({ operation, fault, every }))),
);

test.each(cases)("$operation, $fault, every time: $every", async ({ operation, fault, every }) => {
  const { run, findings } = await survive(operation, fault, every);
  expect(findings).toEqual([]);
  // A permanent fault ends the run with an error; a single fault is retried.
  expect(run.exitCode === 0).toBe(!every);
});

test.each<[ProxyFault]>([[{ kind: "shortened body", bytes: 20 }], [{ kind: "flipped byte", at: 40 }]])(
  "a damaged download of the right length, %j, is not delivered",
  async (fault) => {
    for (const every of [false, true]) expect((await survive("get", fault, every)).findings).toEqual([]);
  },
);

test.each<[FaultOperation, ProxyFault, RegExp]>([
  ["list", { kind: "error", code: "ExpiredToken", when: "before" }, /expired.*credentials/i],
  ["get", { kind: "error", code: "ExpiredToken", when: "before" }, /expired.*credentials/i],
  ["deleteMany", { kind: "error", code: "ExpiredToken", when: "before" }, /expired.*credentials/i],
  ["list", { kind: "error", code: "RequestTimeTooSkewed", when: "before" }, /clock/],
  ["get", { kind: "error", code: "RequestTimeTooSkewed", when: "before" }, /clock/],
  ["list", { kind: "error", code: "PermanentRedirect", when: "before" }, /another region/],
  ["get", { kind: "error", code: "PermanentRedirect", when: "before" }, /another region/],
  ["list", { kind: "error", code: "AccessDenied", when: "before" }, /IAM policy/],
  ["deleteMany", { kind: "error", code: "AccessDenied", when: "before" }, /IAM policy/],
  ["list", { kind: "error", code: "NoSuchBucket", when: "before" }, /deploy the bucket/],
])("%s, %j: prints a remedy, and does not exit with 0", async (operation, fault, advice) => {
  const { run, findings } = await survive(operation, fault, true);
  expect(run.stderr).toMatch(advice);
  expect(run.exitCode).not.toBe(0);
  expect(findings).toEqual([]);
});

test.each([
  ["ExpiredToken", 75],
  ["RequestTimeTooSkewed", 75],
  ["PermanentRedirect", 78],
  ["NoSuchBucket", 78],
] as const)("%s between listing and downloads: everything waits, and no message is held", async (code, exitCode) => {
  const { run } = await survive("get", { kind: "error", code, when: "before" }, true);
  expect(run.exitCode).toBe(exitCode);
  expect(run.stderr).toMatch(/^standby-mx import: bucket /);
  expect(run.stderr).not.toContain("held");
});

test("a request without a response is aborted and sent again", async () => {
  // The time limit of a response is 3 s instead of 30 s.
  const hurried = { STANDBY_S3_TIME_SCALE: "0.1" };
  const { run, findings } = await survive("get", { kind: "stall", when: "after" }, false, hurried);
  expect(findings).toEqual([]);
  expect(run.exitCode).toBe(0);
});
