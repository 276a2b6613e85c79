import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { shortTimers } from "../../fixtures/clock/hurried-command";
import { CommandHost, type HostUser } from "../../fixtures/host/command-host";
import { startHeldS3 } from "../../fixtures/s3/held-s3";
import { s3Environment } from "../../fixtures/s3/s3-server";
import { workersOf } from "../../fixtures/worker-processes";

const ann: HostUser = { user: "ann", uid: 20001, gid: 20011, owner: "20001:20011" };
const bob: HostUser = { user: "bob", uid: 20002, gid: 20012, owner: "20002:20012" };

let host: CommandHost;
beforeEach(async () => (host = await CommandHost.create([ann, bob])));
afterEach(() => host.remove());

async function isOver(pid: number): Promise<void> {
  for (let ended = false; !ended;) {
    try {
      process.kill(pid, 0);
      await new Promise((resolve) => setTimeout(resolve, 10));
    } catch {
      ended = true;
    }
  }
}

test("a worker that its user kills: the next run delivers the user's mail", async () => {
  const s3 = await startHeldS3("ann/held");
  try {
    const options = { args: ["--store", "s3"], env: s3Environment(s3.endpoint) };
    const started = host.start(options);
    await s3.asked;
    process.kill(workersOf(started.pid)[0]!, "SIGKILL");
    s3.release();
    const { exitCode, stderr } = await started.ended;
    expect(exitCode).toBe(75);
    expect(stderr).toMatch(
      /mailbox ann: the worker process of uid 20001, gid 20011 ended in the middle of its work \(SIGKILL\)/,
    );
    expect(s3.deleted).toEqual([]);
    expect(await host.import(options)).toMatchObject({ exitCode: 0, stderr: "" });
    expect(host.delivered("ann")).toHaveLength(1);
    expect(s3.deleted).toEqual(["ann/held"]);
  } finally {
    await s3.stop();
  }
});

test("an importer killed beside a hanging worker delays only that worker's user", async () => {
  const s3 = await startHeldS3("ann/held");
  let worker = 0;
  try {
    const started = host.start({ args: ["--store", "s3"], env: s3Environment(s3.endpoint) });
    await s3.asked;
    worker = workersOf(started.pid)[0]!;
    process.kill(worker, "SIGSTOP");
    process.kill(started.pid, "SIGKILL");
    await started.ended;
    await host.put("ann/1");
    await host.put("bob/1");
    const { exitCode, stderr } = await host.import({ env: shortTimers(10) });
    expect(exitCode).toBe(75);
    expect(stderr).toMatch(
      /^standby-mx import: mailbox ann: .*an earlier worker of this owner is still running, .*\n$/,
    );
    expect(host.delivered("bob")).toHaveLength(1);
    expect(host.delivered("ann")).toHaveLength(0);
    expect(await host.waiting()).toEqual(["ann/1"]);

    process.kill(worker, "SIGCONT");
    await isOver(worker);
    expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
    expect(host.messages("ann")).toEqual([expect.stringContaining("Subject: ann/1\n")]);
  } finally {
    await s3.stop();
  }
});

test("SIGTERM to all processes at once, as by systemd: run and worker end in order", async () => {
  const s3 = await startHeldS3("ann/held");
  try {
    const started = host.start({ args: ["--store", "s3"], env: s3Environment(s3.endpoint) });
    await s3.asked;
    const [worker] = workersOf(started.pid);
    for (const pid of [worker!, started.pid]) process.kill(pid, "SIGTERM");
    s3.release();
    const { exitCode } = await started.ended;
    await isOver(worker!);
    // The signal aborts the download, unless the response was faster.
    expect([0, 75]).toContain(exitCode);
    expect(host.delivered("ann")).toHaveLength(exitCode === 0 ? 1 : 0);
    expect(s3.deleted).toEqual(exitCode === 0 ? ["ann/held"] : []);
  } finally {
    await s3.stop();
  }
});

describe("a user who controls their worker's end of the pipe", () => {
  // pidfd_open(2) and pidfd_getfd(2), as a process of that user; then a frame of one head.
  const takeOver = `
import ctypes, os, signal, struct, sys
worker = int(sys.argv[1])
os.kill(worker, signal.SIGSTOP)
call = ctypes.CDLL(None, use_errno=True).syscall
pidfd = call(434, worker, 0)
answers = call(438, pidfd, 1, 0)
if answers < 0: sys.exit(os.strerror(ctypes.get_errno()))
head = eval(sys.argv[2])
try:
    rest = struct.pack(">II", len(head), 0) + head
    while rest: rest = rest[os.write(answers, rest):]
except BrokenPipeError:
    print("refused")
`;

  test.each([
    ["63 MB of JSON", 'b"[" * 63000000'],
    ["an array that is nested 60,000 times", 'b"[" * 30000 + b"]" * 30000'],
    ["an answer to what was not asked", 'b"[123456789,true]"'],
  ])("and sends %s: only their mail waits, and the report says why", async (_, head) => {
    const s3 = await startHeldS3("ann/held", "bob/1");
    try {
      const started = host.start({ args: ["--store", "s3"], env: s3Environment(s3.endpoint) });
      await s3.asked;
      const [worker] = workersOf(started.pid).filter((pid) => isOf(ann, pid));
      const taken = spawnSync("python3", ["-c", takeOver, String(worker), head], { uid: ann.uid, gid: ann.gid });
      expect(taken.stderr.toString()).toBe("");
      s3.release();
      const { exitCode, stderr } = await started.ended;
      expect(stderr).toContain(
        "mailbox ann: the worker process of uid 20001, gid 20011 broke the protocol; it was ended",
      );
      expect(exitCode).toBe(75);
      expect(host.delivered("bob")).toHaveLength(1);
      expect(s3.deleted).toEqual(["bob/1"]);
      expect(await host.import({ args: ["--store", "s3"], env: s3Environment(s3.endpoint) })).toMatchObject({
        exitCode: 0,
        stderr: "",
      });
      expect(host.delivered("ann")).toHaveLength(1);
    } finally {
      await s3.stop();
    }
  });

  function isOf({ uid }: HostUser, pid: number): boolean {
    return new RegExp(`^Uid:\\t${uid}\\t`, "m").test(readFileSync(`/proc/${pid}/status`, "utf8"));
  }
});
