import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EnvelopeFiles } from "../../../../../importer/state/envelopes/envelope-files";
import { nodeDisk } from "../../../../../importer/machine/node-disk";

let place: string;
let now: number;
let files: EnvelopeFiles;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "envelopes-"));
  now = 1_000_000;
  files = new EnvelopeFiles(nodeDisk, join(place, "envelopes"), () => now, 3);
});
afterEach(() => rmSync(place, { recursive: true }));

const envelope = { sender: "s@sender.example", recipients: ["alice@example.org", "a+b@example.org"] };
const known = (key: string, bucket = "mail") => ({ bucket, key, ...envelope });
const onDisk = () =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

test("returns the stored recipients, also to another process", async () => {
  const longest = `${"p/".repeat(491)}${"i".repeat(42)}`;
  await files.save([known("alice/1"), known("alice/2"), known(longest), known("alice/1", "other")]);
  const others = new EnvelopeFiles(nodeDisk, join(place, "envelopes"), () => now, 3);
  for (const key of ["alice/1", "alice/2", longest]) expect(await others.read("mail", key)).toMatchObject(envelope);
  expect(await others.read("mail", "alice/3")).toBeUndefined();
  expect(await others.read("other", "alice/2")).toBeUndefined();
});

test("has files that only the importer's user can read", async () => {
  await files.save([known("alice/1")]);
  expect(onDisk().map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(["600"]);
  expect((statSync(join(place, "envelopes")).mode & 0o777).toString(8)).toBe("700");
});

test("keeps one record of duplicates, received together or later", async () => {
  await files.save([known("alice/1"), known("alice/1")]);
  await files.save([known("alice/1")]);
  expect(onDisk()).toHaveLength(1);
});

test("removes a record after its only reader", async () => {
  await files.save([known("alice/1"), known("alice/2")]);
  await files.release("mail", "alice/1", 1);
  await files.release("mail", "never/there", 1);
  expect(await files.read("mail", "alice/1")).toBeUndefined();
  expect(await files.read("mail", "alice/2")).toMatchObject(envelope);
});

test.each([2, 3])("removes at the last release of %i readers, and reads until then", async (readers) => {
  await files.save([known("alice/1")]);
  for (let released = 1; released < readers; released++) {
    await files.release("mail", "alice/1", readers);
    expect(await files.read("mail", "alice/1")).toMatchObject(envelope);
  }
  await files.release("mail", "alice/1", readers);
  expect(await files.read("mail", "alice/1")).toBeUndefined();
  await files.release("mail", "alice/1", readers);
  expect(onDisk()).toEqual([]);
});

test("adds the recipients of several records of one object", async () => {
  const record = (recipient: string) => ({ ...known("alice/1"), recipients: [recipient] });
  await files.save([record("a@example.org"), record("b@example.org")]);
  await files.save([record("c@example.org"), record("a@example.org")]);
  const all = ["a@example.org", "b@example.org", "c@example.org"];
  expect([...(await files.read("mail", "alice/1"))!.recipients].sort()).toEqual(all);
});

test("ignores damaged files", async () => {
  await files.save([known("alice/1")]);
  const [path = ""] = onDisk();
  truncateSync(path, 20);
  expect(await files.read("mail", "alice/1")).toBeUndefined();
  writeFileSync(path, "");
  expect(await files.read("mail", "alice/1")).toBeUndefined();
  await files.save([known("alice/1")]);
  expect(await files.read("mail", "alice/1")).toMatchObject(envelope);
});

test("deletes old and damaged files, in parts", async () => {
  const keys = Array.from({ length: 40 }, (_, i) => `alice/${i}`);
  await files.save(keys.map((key) => known(key)));
  now += 10;
  await files.save([known("bob/1")]);
  truncateSync(
    onDisk().find((path) => !path.includes("bob"))!,
    5,
  );
  const shards = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
  const before = onDisk().length;
  await files.tidy(shards[0]!, now);
  expect(before - onDisk().length).toBeLessThan(5);
  for (const shard of shards) await files.tidy(shard, now);
  expect(onDisk()).toHaveLength(1);
  expect(await files.read("mail", "bob/1")).toMatchObject(envelope);
});
