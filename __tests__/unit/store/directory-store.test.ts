import fc from "fast-check";
import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { keysInOrder } from "../../../store/directory-listing";
import { DirectoryStore } from "../../../store/directory-store";
import type { Store } from "../../../store/store";

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

let place: string;
let bucket: string;
let store: DirectoryStore;

beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), "store-"));
  bucket = join(place, "mail");
  store = new DirectoryStore(bucket);
  await store.create();
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

async function listed(store: Store, prefix = ""): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of store.list(prefix)) keys.push(...page.map(({ key }) => key));
  return keys;
}

/** The object without its body. */
async function look(store: Store, key: string) {
  const { body, ...object } = await store.get(key);
  body.destroy();
  return object;
}

async function text(store: Store, key: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of (await store.get(key)).body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("latin1");
}

test("a stored object is listed and read, with its MD5 as ETag", async () => {
  await store.put("ann/1", Buffer.from("hello\xff", "latin1"), { "x-amz-iv": "abc" });
  const etag = createHash("md5").update(Buffer.from("hello\xff", "latin1")).digest("hex");
  for await (const [summary] of store.list("")) expect(summary).toMatchObject({ key: "ann/1", size: 6, etag });
  expect(await look(store, "ann/1")).toMatchObject({
    key: "ann/1",
    size: 6,
    etag,
    md5: etag,
    metadata: { "x-amz-iv": "abc" },
  });
  expect(await text(store, "ann/1")).toBe("hello\xff");
});

test("a file copied into the directory is an object too", async () => {
  mkdirSync(join(bucket, "bob"));
  writeFileSync(join(bucket, "bob", "message"), "dear Bob");
  expect(await listed(store)).toEqual(["bob/message"]);
  expect(await look(store, "bob/message")).toMatchObject({ etag: md5("dear Bob"), metadata: {} });
});

test("neither a half-written object nor metadata is listed", async () => {
  await store.put("ann/1", Buffer.from("1"), { a: "b" });
  mkdirSync(join(place, ".mail", "incoming"), { recursive: true });
  writeFileSync(join(place, ".mail", "incoming", "half"), "ha");
  expect(await listed(store)).toEqual(["ann/1"]);
  expect(readdirSync(join(place, ".mail", "incoming"))).toEqual(["half"]);
});

test("an object that is put again replaces the old one with its metadata", async () => {
  await store.put("ann/1", Buffer.from("old"), { a: "b" });
  await store.put("ann/1", Buffer.from("new"));
  expect(await text(store, "ann/1")).toBe("new");
  expect((await look(store, "ann/1")).metadata).toEqual({});
});

test("a prefix is a prefix of the key, not a directory", async () => {
  for (const key of ["ann/1", "anna/1", "an", "ben/1"]) await store.put(key, Buffer.from(key));
  expect(await listed(store, "ann")).toEqual(["ann/1", "anna/1"]);
  expect(await listed(store, "ann/")).toEqual(["ann/1"]);
  expect(await listed(store, "ann/1")).toEqual(["ann/1"]);
  expect(await listed(store, "x")).toEqual([]);
});

test("links and other non-regular files are not objects", async () => {
  writeFileSync(join(place, "secret"), "secret");
  symlinkSync(join(place, "secret"), join(bucket, "link"));
  expect(await listed(store)).toEqual([]);
  await expect(store.get("link")).rejects.toMatchObject({ kind: "invalid-key" });
});

test("a long listing is read page by page, while objects are deleted", async () => {
  for (let i = 0; i < 1100; i++) writeFileSync(join(bucket, String(i).padStart(5, "0")), "x");
  const sizes: number[] = [];
  for await (const page of store.list("")) {
    sizes.push(page.length);
    for (const { key } of page) unlinkSync(join(bucket, key));
  }
  expect(sizes).toEqual([1000, 100]);
});

describe("key order", () => {
  const name = fc.stringMatching(/^[-.!a-c0~é]{1,4}$/).filter((part) => part !== "." && part !== "..");
  const keys = fc.uniqueArray(
    fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/")),
    { maxLength: 25 },
  );

  test("a listing has the keys' byte order, with any buffer of names", async () => {
    await fc.assert(
      fc.asyncProperty(keys, fc.integer({ min: 1, max: 4 }), async (keys, held) => {
        const root = mkdtempSync(join(place, "order-"));
        const made = keys.filter((key) => {
          try {
            mkdirSync(dirname(join(root, key)), { recursive: true });
            writeFileSync(join(root, key), "", { flag: "wx" });
            return true;
          } catch {
            return false; // the name of a directory of another key
          }
        });
        const found: string[] = [];
        for await (const key of keysInOrder(root, "", held)) found.push(key);
        expect(found).toEqual(made.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
      { numRuns: 60 },
    );
  });
});

describe("deletion", () => {
  test("an object is deleted only with its ETag; a missing object counts as deleted", async () => {
    await store.put("ann/1", Buffer.from("1"), { a: "b" });
    await store.put("ann/2", Buffer.from("2"));
    const results = await store.deleteMany([
      { key: "ann/1", etag: md5("1") },
      { key: "ann/2", etag: md5("something else") },
      { key: "ann/3", etag: md5("3") },
    ]);
    expect(results).toEqual([
      { key: "ann/1", outcome: "deleted" },
      { key: "ann/2", outcome: "changed" },
      { key: "ann/3", outcome: "deleted" },
    ]);
    expect(await listed(store)).toEqual(["ann/2"]);
    expect(readdirSync(join(place, ".mail", "metadata", "ann"))).toEqual([]);
  });

  test("a failed deletion is a result, not an error", async () => {
    const [result] = await store.deleteMany([{ key: "../mail", etag: "x" }]);
    expect(result).toMatchObject({
      key: "../mail",
      outcome: "failed",
      reason: expect.stringContaining("../mail") as string,
    });
  });
});

describe("errors", () => {
  test.each(["", "/abs", "a//b", "../up", "a/../../b", "a/.", "dir/", "nul\0"])(
    "the key %j is refused",
    async (key) => {
      await expect(store.put(key, Buffer.from(""))).rejects.toMatchObject({ name: "StoreError", kind: "invalid-key" });
      await expect(store.get(key)).rejects.toMatchObject({ name: "StoreError", kind: "invalid-key" });
      expect(readdirSync(place)).toEqual(["mail"]);
    },
  );

  test("a missing object is reported as missing", async () => {
    await expect(store.get("ann/1")).rejects.toMatchObject({
      kind: "missing",
      message: expect.stringContaining("ann/1") as string,
    });
  });

  test("without the directory there is no bucket, and the error gives the remedy", async () => {
    const nowhere = new DirectoryStore(join(place, "nowhere"));
    const expected = {
      kind: "no-bucket",
      message: expect.stringContaining("make it or correct the settings") as string,
    };
    await expect(listed(nowhere)).rejects.toMatchObject(expected);
    await expect(nowhere.get("ann/1")).rejects.toMatchObject(expected);
    await expect(nowhere.put("ann/1", Buffer.from(""))).rejects.toMatchObject(expected);
    expect(readdirSync(place)).toEqual(["mail"]);
  });

  test("a name that is too long for a file is an invalid key", async () => {
    await expect(store.put("x".repeat(300), Buffer.from(""))).rejects.toMatchObject({ kind: "invalid-key" });
  });

  test("a key that conflicts with a directory is refused, and no object is lost", async () => {
    await store.put("ann", Buffer.from("file"));
    await expect(store.put("ann/1", Buffer.from("1"))).rejects.toMatchObject({ kind: "invalid-key" });
    expect(readFileSync(join(bucket, "ann"), "utf8")).toBe("file");
  });
});

test("a symbolic link instead of a prefix is not followed", async () => {
  const outside = join(place, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "1"), "secret");
  symlinkSync(outside, join(place, "mail", "ann"));
  const refused = {
    kind: "invalid-key",
    message: expect.stringMatching(/found a symbolic link; replace it$/) as string,
  };
  await expect(store.put("ann/2", Buffer.from("x"))).rejects.toMatchObject(refused);
  await expect(store.get("ann/1")).rejects.toMatchObject(refused);
  expect(await store.deleteMany([{ key: "ann/1", etag: "x" }])).toMatchObject([{ outcome: "failed" }]);
  expect(readdirSync(outside)).toEqual(["1"]);
});
