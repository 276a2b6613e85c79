import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandHost, type HostUser } from "../../fixtures/host/command-host";
import { workersOf } from "../../fixtures/worker-processes";
import { MAX_WORKERS } from "../../importer/worker/worker-pool";

const users = Array.from({ length: MAX_WORKERS + 6 }, (_, number): HostUser => {
  const id = 20001 + number;
  return { user: `user${number}`, uid: id, gid: id, owner: `${id}:${id}` };
});

let host: CommandHost;
afterEach(() => host.remove());

test("more owners than workers, and one is killed: few workers, each message once", async () => {
  host = await CommandHost.create(users);
  for (const { user } of users) await host.put(`${user}/1`);
  const log = join(host.directory, "trace");
  const started = host.start({ under: ["strace", "-f", "--seccomp-bpf", "-e", "trace=execve", "-o", log] });
  let isEnded = false;
  void started.ended.then(() => (isEnded = true));
  const workers = () => workersOf(started.pid).flatMap(workersOf).filter(isWorker);
  while (workers().length < MAX_WORKERS && !isEnded) await new Promise((resolve) => setTimeout(resolve, 5));
  process.kill(workers()[0]!, "SIGKILL");
  // 0: the killed worker had completed its work.
  expect([0, 75]).toContain((await started.ended).exitCode);
  expect(mostWorkers(readFileSync(log, "utf8"))).toBe(MAX_WORKERS);

  expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(users.map(({ user }) => host.delivered(user).length)).toEqual(users.map(() => 1));
  expect(await host.waiting()).toEqual([]);
});

test("a user at the limit of processes: the mail waits, with the reason", async () => {
  host = await CommandHost.create(users.slice(0, 1));
  await host.put("user0/1");
  const { exitCode, stderr } = await host.import({ under: ["prlimit", "--nproc=0"] });
  // execve(2) fails, or Node's first thread.
  expect(stderr).toMatch(/mailbox user0: .*the worker process of uid 20001, gid 20001.*(EAGAIN|\(SIGABRT\))$/m);
  expect(exitCode).toBe(75);
  expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(host.delivered("user0")).toHaveLength(1);
});

function isWorker(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("standby-mx worker");
  } catch {
    return false; // it has ended meanwhile
  }
}

/** The largest number of workers at a time, from the program starts and the ends of processes in the order of strace. */
function mostWorkers(log: string): number {
  const alive = new Set<string>();
  let most = 0;
  for (const [, pid, event] of log.matchAll(/^(\d+) +(execve\("\/proc\/self\/exe"|\+\+\+ )/gm)) {
    if (event === "+++ ") alive.delete(pid!);
    else alive.add(pid!);
    most = Math.max(most, alive.size);
  }
  return most;
}
