import { importerDefaults } from "../../../../fixtures/importer-settings";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";
import { Deletions } from "../../../../importer/delivery/deletions";
import { noEnvelopes } from "../../../../importer/state/envelopes/envelopes";
import type { DeleteRequest, DeleteResult, Store } from "../../../../store/store";
import { StoreError } from "../../../../store/store-error";

let host: InProcessHost;
beforeAll(async () => (host = await InProcessHost.create("ann")));
afterAll(() => host.remove());

/** The keys of each request to the store, and the keys whose envelopes are forgotten. */
let requested: string[][];
let forgotten: string[];
beforeEach(() => ([requested, forgotten] = [[], []]));

/** Deletions in the bucket `mail` of a store that responds by `answer`. */
async function deletions(answer: (requests: readonly DeleteRequest[]) => readonly DeleteResult[], ignored?: string) {
  const deleteMany: Store["deleteMany"] = async (requests) => {
    requested.push(requests.map(({ key }) => key));
    await Promise.resolve();
    return answer(requests);
  };
  const store = await host.storeWith({ deleteMany }).openStore({ name: "eu-west-1", bucket: "mail" });
  const envelopes = {
    ...noEnvelopes,
    forget: (_: string, keys: readonly string[]) => Promise.resolve(void forgotten.push(...keys)),
  };
  const importer = { ...importerDefaults, ignorePrefixes: ignored === undefined ? [] : [ignored] };
  return new Deletions({ store, bucket: "mail" }, envelopes, { ...host.settings, importer });
}

const objects = (...keys: readonly string[]) => keys.map((key) => ({ key, etag: "e" }));
const deleted = (requests: readonly DeleteRequest[]) =>
  requests.map(({ key }): DeleteResult => ({ key, outcome: "deleted" }));

test("requests at most 1,000 keys at once, and each key once", async () => {
  const keys = Array.from({ length: 2500 }, (_, n) => `ann/${n}`);
  const all = await deletions(deleted);
  const outcomes = [
    ...(await all.add(objects(...keys.slice(0, 999)))),
    ...(await all.add(objects(...keys.slice(999)))),
  ];
  expect([...outcomes, ...(await all.flush())]).toEqual([1000, 1000, 500].map((count) => ({ kind: "deleted", count })));
  expect(requested.map(({ length }) => length)).toEqual([1000, 1000, 500]);
  expect(requested.flat()).toEqual(keys);
  expect(forgotten).toEqual(keys);
});

test("returns the outcome of each of two calls that overlap", async () => {
  const all = await deletions(deleted);
  const keys = (from: number) => Array.from({ length: 1000 }, (_, n) => `ann/${from + n}`);
  const overlapping = await Promise.all([all.add(objects(...keys(0))), all.add(objects(...keys(1000)))]);
  const outcomes = [...overlapping.flat(), ...(await all.flush())];
  expect(outcomes).toEqual([1000, 1000].map((count) => ({ kind: "deleted", count })));
  expect(requested).toEqual([keys(0), keys(1000)]);
});

test("returns no outcome again", async () => {
  const all = await deletions(deleted);
  await all.add(objects("ann/1"));
  expect([await all.flush(), await all.flush()]).toEqual([[{ kind: "deleted", count: 1 }], []]);
});

test("removes the envelopes of deleted objects, and reports the other objects", async () => {
  const results: readonly DeleteResult[] = [
    { key: "ann/1", outcome: "deleted" },
    { key: "ann/2", outcome: "changed" },
    { key: "ann/3", outcome: "failed", reason: "SlowDown" },
    { key: "ann/4", outcome: "refused", reason: "AccessDenied" },
    { key: "zoe/5", outcome: "refused", reason: "AccessDenied" },
  ];
  const some = await deletions(() => results, "zoe");
  await some.add(objects(...results.map(({ key }) => key)));
  expect(await some.flush()).toEqual([
    { kind: "problem", of: "deletion", name: "mail", reason: "another object is under ann/2 now, which stays" },
    { kind: "problem", of: "deletion", name: "mail", reason: "ann/3: SlowDown" },
    expect.objectContaining({ kind: "held", cause: "not-deletable", key: "ann/4", mailbox: "ann" }),
    { kind: "deleted", count: 1 },
  ]);
  expect(forgotten).toEqual(["ann/1"]);
});

test.each([
  ["denied", [expect.objectContaining({ kind: "held", cause: "not-deletable", key: "ann/1", mailbox: "ann" })]],
  ["unavailable", [{ kind: "problem", of: "deletion", name: "mail", reason: "no" }]],
] as const)("reports a request that is %s", async (kind, outcomes) => {
  const none = await deletions(() => {
    throw new StoreError(kind, "no");
  });
  await none.add(objects("ann/1"));
  expect(await none.flush()).toEqual(outcomes);
  expect(forgotten).toEqual([]);
});

test("does not hide an internal error", async () => {
  const faulty = await deletions(() => {
    throw new TypeError("a fault");
  });
  await faulty.add(objects("ann/1"));
  await expect(faulty.flush()).rejects.toThrow("a fault");
});
