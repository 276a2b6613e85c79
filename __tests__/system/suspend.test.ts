import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { shortTimers } from "../../fixtures/clock/hurried-command";
import { startCrashServers } from "../../fixtures/crash/crash-servers";
import { CaseEnvironment } from "../../fixtures/crash/case-environment";
import { runPlain } from "../../fixtures/crash/strace";
import { startProcess } from "../../fixtures/process";
import { workersOf } from "../../fixtures/worker-processes";
import { hasCode } from "../../lib/errors";

// A sleeping laptop, a paused virtual machine or a frozen service: all processes stop, but the clock continues.

/** The importer's time limits are these times shorter; the start of a worker under strace still takes less. */
const HURRY = 6;
/** Longer than the importer waits for its worker, and for S3. */
const PAUSE_MS = 62_000 / HURRY;
/** Number of attempts, 20 ms apart. */
const MAX_TRIES = 3000;

let servers: Awaited<ReturnType<typeof startCrashServers>>;

beforeAll(async () => {
  servers = await startCrashServers();
}, 300_000);
afterAll(() => servers.close());

test("suspended after a rename while the reader expunges: the message stays deleted", async () => {
  const environment = await CaseEnvironment.open(servers, "s3", 3);
  const { argv, env } = environment.commandLine;
  // The fifth rename, behind those of the stage directory, the trial, the subscriptions and the mark, is the first message's; the signal
  // stops the process after the call.
  const stop = [
    "-f",
    "-o",
    join(environment.directory, "trace"),
    "-e",
    "trace=rename",
    "-e",
    "inject=rename:signal=SIGSTOP:when=5",
  ];
  const options = { env: { ...process.env, ...env, ...shortTimers(HURRY) }, group: true };
  const { child, ended } = startProcess("strace", [...stop, ...argv], options);
  try {
    await published(environment.maildir);
    const [importer] = workersOf(child.pid!);
    const [worker] = workersOf(importer!);
    process.kill(importer!, "SIGSTOP");
    await environment.read("while all is suspended", "expunge");
    expect((await runPlain(environment.commandLine)).exitCode).toBe(75);
    await sleep(PAUSE_MS);
    process.kill(importer!, "SIGCONT");
    resume(worker!);

    expect([0, 75]).toContain((await ended).exitCode);
    expect(await runPlain(environment.commandLine)).toEqual({ exitCode: 0, stderr: "" });
    await environment.read("at the end", "nothing");
    environment.expected.finish(await environment.keys());
    expect(environment.expected.findings).toEqual([]);
  } finally {
    child.kill("SIGKILL");
    environment.close();
  }
}, 180_000);

/** Continues the worker, unless the importer has ended it for not answering. */
function resume(worker: number): void {
  try {
    process.kill(worker, "SIGCONT");
  } catch (error) {
    if (!hasCode(error, "ESRCH")) throw error;
  }
}

/** Waits until the first message is in `new/` and the process that published it is stopped. */
async function published(maildir: string): Promise<void> {
  for (let tries = 0; readdirSync(join(maildir, "new")).length === 0; tries++) {
    if (tries === MAX_TRIES) throw new Error(`nothing has come to ${maildir}/new`);
    await sleep(20);
  }
}
