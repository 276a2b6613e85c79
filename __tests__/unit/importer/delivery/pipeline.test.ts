import fc from "fast-check";
import { Pipeline } from "../../../../importer/delivery/pipeline";
import { Semaphore } from "../../../../lib/semaphore";

test("in any schedule, batches are committed in order, and a bounded number waits", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), async (scheduler, depth) => {
      const committed: number[] = [];
      let waiting = 0;
      let committing = 0;
      const pipeline = new Pipeline<number>(depth, async (batches) => {
        expect(++committing).toBe(1);
        waiting -= batches.length;
        await scheduler.schedule(Promise.resolve(), `commit ${batches.join()}`);
        committed.push(...batches);
        committing--;
      });
      const all = (async () => {
        for (let batch = 0; batch < 6; batch++) {
          await pipeline.begin(async () => {
            expect(++waiting).toBeLessThanOrEqual(depth);
            return scheduler.schedule(Promise.resolve(batch), `stage ${batch}`);
          });
        }
        await pipeline.finish();
      })();
      await scheduler.waitFor(all);
      expect(committed).toEqual([0, 1, 2, 3, 4, 5]);
    }),
  );
});

test("messages staged during a commit are committed together", async () => {
  const commits: (readonly number[])[] = [];
  let endFirst = () => {};
  const first = new Promise<void>((resolve) => (endFirst = resolve));
  const pipeline = new Pipeline<number>(3, async (batches) => {
    commits.push(batches);
    await first;
  });
  for (const batch of [0, 1, 2, 3]) {
    await pipeline.begin(() => Promise.resolve(batch));
    await new Promise(setImmediate);
  }
  endFirst();
  await pipeline.finish();
  expect(commits).toEqual([[0], [1, 2, 3]]);
});

test.each(["stage", "commit"] as const)(
  "after a failure to %s nothing more is committed, and begun work is awaited",
  async (step) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.nat({ max: 3 }), async (scheduler, failing) => {
        const staged: number[] = [];
        const commits: (readonly number[])[] = [];
        let begun = 0;
        const fail = (batches: readonly number[], at: string) => {
          if (batches.includes(failing) && at === step) throw new Error(`batch ${failing}`);
        };
        const pipeline = new Pipeline<number>(3, async (batches) => {
          commits.push(batches);
          await scheduler.schedule(Promise.resolve(), `commit ${batches.join()}`);
          fail(batches, "commit");
        });
        const all = (async () => {
          try {
            for (let batch = 0; batch < 6; batch++) {
              await pipeline.begin(async () => {
                begun++;
                await scheduler.schedule(Promise.resolve(), `stage ${batch}`);
                staged.push(batch);
                fail([batch], "stage");
                return batch;
              });
            }
          } finally {
            await pipeline.finish();
          }
        })();
        const outcome = expect(all).rejects.toThrow(`batch ${failing}`);
        await scheduler.waitFor(all.catch(() => undefined));
        await outcome;
        const tried = commits.flat();
        expect(tried).toEqual(Array.from({ length: tried.length }, (_, batch) => batch));
        if (step === "stage") expect(tried).toHaveLength(failing);
        else expect(commits.at(-1)).toContain(failing);
        expect(staged).toHaveLength(begun);
      }),
    );
  },
);

test("a semaphore bounds the running work, also after failures", async () => {
  const slots = new Semaphore(2);
  let inside = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 7 }, (_, number) =>
      slots.use(async () => {
        expect(++inside).toBeLessThanOrEqual(2);
        await new Promise(setImmediate);
        inside--;
        if (number % 3 === 0) throw new Error("failed");
        return number;
      }),
    ),
  );
  expect(outcomes.map(({ status }) => status === "fulfilled")).toEqual([false, true, true, false, true, true, false]);
  expect(inside).toBe(0);
});
