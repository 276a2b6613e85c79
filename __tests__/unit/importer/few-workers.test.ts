import { InProcessHost } from "../../../fixtures/host/in-process-host";
import { machineWith } from "../../../fixtures/host/machine-with";
import { NoAnswerError } from "../../../importer/machine/disk";
import type { Machine } from "../../../importer/machine/machine";
import { nodeDisk } from "../../../importer/machine/node-disk";
import { PooledDisk } from "../../../importer/worker/pooled-disk";
import { type StartWorker, WorkerPool } from "../../../importer/worker/worker-pool";

const USERS = ["ann", "bob", "eve"];
const MESSAGES_EACH = 3;

let host: InProcessHost;
beforeEach(begin);
afterEach(() => host.remove());

async function begin(): Promise<void> {
  host = await InProcessHost.create(...USERS);
  for (const user of USERS) for (let number = 0; number < MESSAGES_EACH; number++) await host.put(`${user}/${number}`);
}

const delivered = () => USERS.map((user) => host.messages(user).length);
const allDelivered = USERS.map(() => MESSAGES_EACH);

/** A machine on which each Maildir has another owner, with workers in this process. */
function machineWithWorkers(maxWorkers: number, start: StartWorker): Machine {
  const pool = new WorkerPool(start, maxWorkers);
  let owners = 0;
  return machineWith({
    diskOf: () => Promise.resolve(new PooledDisk(pool, { uid: ++owners, gid: 1, lock: "" })),
    hold: (disk, work) => (disk as PooledDisk).hold(work),
    close: () => pool.end(),
  });
}

const worker = { disk: nodeDisk, failure: undefined, latenessMs: 0, end: () => Promise.resolve() };

test.each([1, 2])("with fewer workers than owners all mail is delivered: %i", async (maxWorkers) => {
  const machine = machineWithWorkers(maxWorkers, () => Promise.resolve(worker));
  expect(await host.import({ machine, limits: { maxDownloads: 1 } })).toMatchObject({ outcome: "done" });
  expect(delivered()).toEqual(allDelivered);
});

test("mail whose worker cannot be started again is delivered once by the next run", async () => {
  for (let possibleStarts = 0; ; possibleStarts++) {
    let starts = 0;
    const machine = machineWithWorkers(1, () =>
      starts++ < possibleStarts ? Promise.resolve(worker) : Promise.reject(new NoAnswerError("spawn EAGAIN")),
    );
    const report = await host.import({ machine });
    if (starts <= possibleStarts) break;
    expect(report).toMatchObject({ outcome: "try-later" });
    expect(report.problems[0]).toMatchObject({ kind: "mailbox", reason: "spawn EAGAIN" });
    expect(await host.import()).toMatchObject({ outcome: "done" });
    expect(delivered()).toEqual(allDelivered);
    host.remove();
    await begin();
  }
  expect(delivered()).toEqual(allDelivered);
});
