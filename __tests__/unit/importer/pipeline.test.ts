import fc from "fast-check";
import { Pipeline } from "../../../importer/pipeline";
import { Slots } from "../../../importer/slots";

test("however the steps are scheduled, batches are committed one by one in order, and only so many are under way", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), async (scheduler, depth) => {
      const pipeline = new Pipeline(depth);
      const committed: number[] = [];
      let underWay = 0;
      let committing = 0;
      const all = (async () => {
        for (let batch = 0; batch < 6; batch++) {
          await pipeline.begin(
            async () => {
              expect(++underWay).toBeLessThanOrEqual(depth);
              return scheduler.schedule(Promise.resolve(batch), `stage ${batch}`);
            },
            async (staged) => {
              expect(++committing).toBe(1);
              await scheduler.schedule(Promise.resolve(), `commit ${batch}`);
              committed.push(staged);
              committing--;
              underWay--;
            },
          );
        }
        await pipeline.finish();
      })();
      await scheduler.waitFor(all);
      expect(committed).toEqual([0, 1, 2, 3, 4, 5]);
    }),
  );
});

test.each(["stage", "commit"] as const)(
  "after a failure to %s nothing more is committed, and the end is waited for",
  async (step) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.nat({ max: 3 }), async (scheduler, failing) => {
        const pipeline = new Pipeline(3);
        const staged: number[] = [];
        const committed: number[] = [];
        let begun = 0;
        const fail = (batch: number, at: string) => {
          if (batch === failing && at === step) throw new Error(`batch ${batch}`);
        };
        const all = (async () => {
          try {
            for (let batch = 0; batch < 6; batch++) {
              await pipeline.begin(
                async () => {
                  begun++;
                  await scheduler.schedule(Promise.resolve(), `stage ${batch}`);
                  staged.push(batch);
                  fail(batch, "stage");
                },
                async () => {
                  await scheduler.schedule(Promise.resolve(), `commit ${batch}`);
                  fail(batch, "commit");
                  committed.push(batch);
                },
              );
            }
          } finally {
            await pipeline.finish();
          }
        })();
        const outcome = expect(all).rejects.toThrow(`batch ${failing}`);
        await scheduler.waitFor(all.catch(() => undefined));
        await outcome;
        expect(committed).toEqual(Array.from({ length: failing }, (_, batch) => batch));
        expect(staged).toHaveLength(begun);
      }),
    );
  },
);

test("slots let so many in, whatever their work ends with", async () => {
  const slots = new Slots(2);
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
