import { ArrivalCounter } from "../../../../operator/status/arrivals";
import type { ObjectSummary, Store } from "../../../../store/store";
import { MINUTE_MS } from "../../../../lib/time";

const NOW = Date.parse("2026-11-27T12:00:00Z");
const before = {
  until: "2026-11-27T11:55:00.000Z",
  bootId: "a",
  total: 3,
  whileUp: 2,
  lastAt: "2026-11-01T00:00:00.000Z",
};

const listing = (...objects: readonly (readonly [string, number])[]): Store => {
  const page: readonly ObjectSummary[] = objects.map(([key, minutesAgo]) => ({
    ...{ key, size: 1, etag: "e" },
    lastModified: new Date(NOW - minutesAgo * MINUTE_MS),
  }));
  async function* list() {
    yield await Promise.resolve(page);
  }
  return { list } as unknown as Store;
};

async function count(earlier: typeof before | undefined, boot: string, store: Store) {
  const counter = new ArrivalCounter(earlier, NOW, boot);
  for await (const _ of counter.watch(store).list(""));
  return { whileUp: counter.whileUp, sum: counter.addTo(earlier) };
}

test("only mail since the previous run is counted, and no setup object", async () => {
  const store = listing(["ann/1", 10], ["ann/2", 3], ["ann/3", 2], ["ann/AMAZON_SES_SETUP_NOTIFICATION", 1]);
  const lastAt = new Date(NOW - 2 * MINUTE_MS).toISOString();
  expect(await count(before, "a", store)).toMatchObject({
    whileUp: 2,
    sum: { total: 5, whileUp: 4, lastAt, lastWhileUpAt: lastAt, until: new Date(NOW).toISOString() },
  });
});

test.each([
  ["after a new start of the machine", before, "b"],
  ["where the start of the machine is unknown", { ...before, bootId: "" }, ""],
  ["after more than 15 minutes without a run", { ...before, until: "2026-11-27T11:44:00.000Z" }, "a"],
  ["before the first run", undefined, "a"],
])("no mail counts as received while up %s", async (_, earlier, boot) => {
  const { whileUp, sum } = await count(earlier, boot, listing(["ann/1", 1]));
  expect(whileUp).toBe(0);
  expect(sum.total).toBe((earlier?.total ?? 0) + 1);
});

test("a listing for one key does not count its object again", async () => {
  const counter = new ArrivalCounter(before, NOW, "a");
  const store = counter.watch(listing(["ann/2", 3]));
  for (const prefix of ["ann/", "ann/2"]) for await (const _ of store.list(prefix));
  expect(counter.arrived).toBe(1);
});
