import fc from "fast-check";
import { NoAnswerError } from "../../../../importer/machine/disk";
import { nodeDisk } from "../../../../importer/machine/node-disk";
import { PooledDisk } from "../../../../importer/worker/pooled-disk";
import type { Worker, WorkerOwner } from "../../../../importer/worker/worker";
import { type Lease, WorkerPool } from "../../../../importer/worker/worker-pool";

const owner = (uid: number): WorkerOwner => ({ uid, gid: uid, lock: `/state/lock.${uid}` });

/** Runs all tasks that wait only for the pool. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}

/** Workers without processes. Starting and ending take a turn of the event loop each. */
class FakeWorkers {
  readonly alive = new Map<number, Worker>();
  readonly latenessAtStart: number[] = [];
  starts = 0;
  mostAlive = 0;
  failure: Error | undefined;
  onEnd: (uid: number) => void = () => undefined;
  readonly cannotStart = new Set<number>();
  private readonly places = new Set<number>();

  readonly start = async ({ uid }: WorkerOwner, latenessMs: number): Promise<Worker> => {
    if (this.places.has(uid)) throw new Error(`two workers of uid ${uid}`);
    this.places.add(uid);
    this.starts++;
    this.latenessAtStart.push(latenessMs);
    this.mostAlive = Math.max(this.mostAlive, this.places.size);
    await new Promise(setImmediate);
    if (this.cannotStart.has(uid)) {
      this.places.delete(uid);
      throw new NoAnswerError("spawn EAGAIN");
    }
    const worker = {
      ...{ disk: nodeDisk, failure: this.failure, latenessMs: latenessMs + 5 },
      end: async () => {
        this.onEnd(uid);
        await new Promise(setImmediate);
        this.places.delete(uid);
        this.alive.delete(uid);
      },
    };
    this.alive.set(uid, worker);
    return worker;
  };
}

test("in any order of leases workers are few, none in use ends, each lease is granted", () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.record({ uid: fc.nat(7), releases: fc.nat(3) }), { maxLength: 40 }),
      fc.uniqueArray(fc.nat(7), { maxLength: 2 }),
      async (maxWorkers, steps, broken) => {
        const workers = new FakeWorkers();
        const used = new Map<number, number>();
        const wrong: string[] = [];
        workers.onEnd = (uid) => (used.get(uid) ?? 0) > 0 && wrong.push(`uid ${uid} ended in use`);
        for (const uid of broken) workers.cannotStart.add(uid);
        const pool = new WorkerPool(workers.start, maxWorkers);
        const leases: { readonly uid: number; readonly lease: Lease }[] = [];
        let settled = 0;
        const releaseFirst = () => {
          const { uid, lease } = leases.shift()!;
          used.set(uid, used.get(uid)! - 1);
          lease.release();
        };
        for (const { uid, releases } of steps) {
          void pool.lease(owner(uid)).then(
            (lease) => {
              settled++;
              if (!workers.alive.has(uid)) wrong.push(`a lease of uid ${uid} without a worker`);
              used.set(uid, (used.get(uid) ?? 0) + 1);
              leases.push({ uid, lease });
            },
            () => {
              settled++;
              if (!workers.cannotStart.has(uid)) wrong.push(`no lease of uid ${uid}`);
            },
          );
          for (let count = 0; count < releases; count++) {
            await new Promise(setImmediate);
            if (leases.length > 0) releaseFirst();
          }
        }
        while (settled < steps.length || leases.length > 0) {
          await settle();
          if (leases.length === 0 && settled < steps.length) throw new Error("no progress");
          while (leases.length > 0) releaseFirst();
        }
        expect(wrong).toEqual([]);
        expect(workers.mostAlive).toBeLessThanOrEqual(maxWorkers);
        await pool.end();
        expect(workers.alive.size).toBe(0);
      },
    ),
  ));

test("the oldest worker without a lease is replaced", async () => {
  const workers = new FakeWorkers();
  const pool = new WorkerPool(workers.start, 3);
  await pool.lease(owner(1));
  for (const uid of [2, 3, 2]) (await pool.lease(owner(uid))).release();
  await pool.lease(owner(4));
  expect([...workers.alive.keys()]).toEqual([1, 3, 4]);
});

test("consecutive steps keep their worker while other owners wait", async () => {
  const workers = new FakeWorkers();
  const pool = new WorkerPool(workers.start, 1);
  const task = async (uid: number) => {
    for (let step = 0; step < 5; step++) (await pool.lease(owner(uid))).release();
  };
  await Promise.all([1, 2, 3].map(task));
  expect(workers.starts).toBe(3);
});

test("a task with a lease gets another lease of its owner at once", async () => {
  const pool = new WorkerPool(new FakeWorkers().start, 1);
  await pool.lease(owner(1));
  void pool.lease(owner(2));
  await settle();
  await expect(pool.lease(owner(1))).resolves.toBeDefined();
});

test("an owner whose worker failed gets no other worker, and its place is free", async () => {
  const workers = new FakeWorkers();
  const pool = new WorkerPool(workers.start, 1);
  workers.failure = new NoAnswerError("has not answered");
  (await pool.lease(owner(1))).release();
  workers.failure = undefined;
  (await pool.lease(owner(2))).release();
  await expect(pool.lease(owner(1))).rejects.toThrow("has not answered");
  await expect(pool.lease(owner(3))).resolves.toBeDefined();
  expect(workers.starts).toBe(3);
});

test("delays of an owner's workers add up, also after the end of a slow worker", async () => {
  const workers = new FakeWorkers();
  const pool = new WorkerPool(workers.start, 1);
  for (const uid of [1, 2, 1, 2, 1]) (await pool.lease(owner(uid))).release();
  expect(workers.latenessAtStart).toEqual([0, 0, 5, 5, 10]);
});

describe("a pooled disk", () => {
  const isHeld = async (pool: WorkerPool) => {
    let isAssigned = false;
    void pool.lease(owner(2)).then(() => (isAssigned = true));
    await settle();
    return !isAssigned;
  };
  const file = () => ({
    write: () => Promise.resolve(),
    setModified: () => Promise.resolve(),
    sync: () => Promise.reject(new Error("ENOSPC")),
    close: () => Promise.reject(new Error("ENOSPC")),
  });

  test("keeps the worker of an open file until it is closed, even if that fails", async () => {
    const workers = new FakeWorkers();
    const pool = new WorkerPool(
      async (...args) => ({
        ...(await workers.start(...args)),
        disk: { ...nodeDisk, create: () => Promise.resolve(file()) },
      }),
      1,
    );
    const opened = await new PooledDisk(pool, owner(1)).create("/a");
    expect(await isHeld(pool)).toBe(true);
    await expect(opened.sync()).rejects.toThrow("ENOSPC");
    expect(await isHeld(pool)).toBe(true);
    await expect(opened.close()).rejects.toThrow("ENOSPC");
    expect(await isHeld(pool)).toBe(false);
  });

  test("keeps the worker of a file that is read, and not after the reader has stopped", async () => {
    const pool = new WorkerPool(new FakeWorkers().start, 1);
    for await (const _ of new PooledDisk(pool, owner(1)).read(__filename)) {
      expect(await isHeld(pool)).toBe(true);
      break;
    }
    expect(await isHeld(pool)).toBe(false);
  });

  test("without a worker, the operations fail with the reason", async () => {
    const workers = new FakeWorkers();
    workers.cannotStart.add(1);
    const disk = new PooledDisk(new WorkerPool(workers.start, 1), owner(1));
    await expect(disk.hold(() => disk.inspect("/"))).rejects.toThrow("spawn EAGAIN");
    await expect(disk.create("/a")).rejects.toThrow(NoAnswerError);
    expect(workers.starts).toBe(1);
  });
});
