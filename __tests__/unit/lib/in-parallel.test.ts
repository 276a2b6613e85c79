import { inParallel } from "../../../lib/in-parallel";

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("results have the order of the items, and the limit is never exceeded", async () => {
  let underWay = 0;
  let most = 0;
  const results = await inParallel([5, 4, 3, 2, 1], 2, async (turns) => {
    most = Math.max(most, ++underWay);
    for (let i = 0; i < turns; i++) await turn();
    underWay--;
    return turns * 10;
  });
  expect(results).toEqual([50, 40, 30, 20, 10]);
  expect(most).toBe(2);
});

test("a failure starts no more work, and is thrown after the running work has ended", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const all = inParallel([0, 1, 2, 3], 2, async (item) => {
    begun.push(item);
    if (item === 0) throw new Error("item 0");
    for (let i = 0; i < 3; i++) await turn();
    ended.push(item);
  });
  await expect(all).rejects.toThrow("item 0");
  expect(begun).toEqual([0, 1]);
  expect(ended).toEqual([1]);
});

test("an empty list is done at once", async () => {
  expect(await inParallel([], 3, () => Promise.reject(new Error("never")))).toEqual([]);
});
