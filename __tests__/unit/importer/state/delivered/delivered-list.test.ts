import fc from "fast-check";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { DeliveredList } from "../../../../../importer/state/delivered/delivered-list";
import { encodeLine } from "../../../../../importer/state/journal/crc-line";
import { LostRecordsError } from "../../../../../importer/state/journal/state-error";
import type { Delivered } from "../../../../../importer/state/delivered/sorted-segment";
import { nodeDisk } from "../../../../../importer/machine/node-disk";
import { compareKeys } from "../../../../../store/key-order";

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "delivered-"))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (bucket = "mail") => DeliveredList.open(nodeDisk, directory, bucket, { sequence: 0 });

async function find(list: DeliveredList, keys: readonly string[]): Promise<(readonly Delivered[])[]> {
  const cursor = list.cursor();
  const found: (readonly Delivered[])[] = [];
  for (const key of keys) found.push(await cursor.find(key));
  await cursor.close();
  return found;
}

const key = fc.constantFrom("a", "a/1", "a/2", "b", "é", "\u{1f4e7}", "\ufffd", "z\n\t ");
const message = fc.record({ key, etag: fc.constantFrom("e1", "e2"), at: fc.nat({ max: 9 }) });

test("keys added in any portions are found in an ordered listing", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(message, { maxLength: 6 }), { maxLength: 5 }),
      fc.array(key),
      async (added, asked) => {
        for (const name of readdirSync(directory)) rmSync(join(directory, name));
        const list = await open();
        for (const messages of added) await list.add(messages);
        const keys = [...new Set(asked)].sort(compareKeys);
        const latest = new Map<string, Delivered>();
        for (const each of added.flat()) {
          const id = `${each.key} ${each.etag}`;
          if ((latest.get(id)?.at ?? -1) < each.at) latest.set(id, each);
        }
        const expected = keys.map((wanted) =>
          [...latest.values()].filter((each) => each.key === wanted).sort((a, b) => compareKeys(a.etag, b.etag)),
        );
        expect(await find(list, keys)).toEqual(expected);
        expect(await find(await open(), keys)).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});

test("lists of several buckets stay separate, also if one name begins with another", async () => {
  await (await open("mail")).add([{ key: "a", etag: "e", at: 1 }]);
  await (await open("mail.2")).add([{ key: "b", etag: "e", at: 1 }]);
  expect(await find(await open("mail"), ["a", "b"])).toEqual([[{ key: "a", etag: "e", at: 1 }], []]);
});

test("many files are merged in steps, without keys that were not listed for long", async () => {
  const list = await open();
  for (let i = 0; i < 31; i++) {
    await list.add([
      { key: `k${String(i).padStart(2, "0")}`, etag: "e", at: i },
      { key: "always", etag: "e", at: i },
    ]);
  }
  await list.compact(15);
  expect(readdirSync(directory)).toHaveLength(1);
  const keys = ["always", "k14", "k15", "k19"];
  const expected = [
    [{ key: "always", etag: "e", at: 30 }],
    [],
    [{ key: "k15", etag: "e", at: 15 }],
    [{ key: "k19", etag: "e", at: 19 }],
  ];
  expect(await find(list, keys)).toEqual(expected);
  expect(await find(await open(), keys)).toEqual(expected);
  await list.add([{ key: "k99", etag: "e", at: 31 }]);
  expect(await find(await open(), ["k19", "k99"])).toHaveLength(2);
});

test("few files are not merged", async () => {
  const list = await open();
  await list.add([{ key: "a", etag: "e", at: 1 }]);
  await list.compact(100);
  expect(await find(list, ["a"])).toEqual([[{ key: "a", etag: "e", at: 1 }]]);
});

describe("a file of delivered messages", () => {
  const message = { key: "a", etag: "e", at: 1 };
  const row = encodeLine(["a", "e", 1]);
  const headed = (header: object, ...lines: readonly Buffer[]) =>
    writeFileSync(join(directory, "delivered.mail.1"), Buffer.concat([encodeLine(header), ...lines]));
  const header = { format: "standby-mx delivered", version: 2, sequence: 3 };
  const reading = async (sequence = 3) =>
    find(await DeliveredList.open(nodeDisk, directory, "mail", { sequence }), ["a"]);

  test("with one damaged bit, or cut at any byte, is refused", async () => {
    await (await open()).add([message]);
    const path = join(directory, readdirSync(directory)[0]!);
    const whole = readFileSync(path);
    // The bytes are not written to the disk a thousand times.
    const reading = async (bytes: Buffer) => {
      const disk = { ...nodeDisk, read: () => Readable.from([bytes]) as AsyncIterable<Buffer> };
      const list = await DeliveredList.open(disk, directory, "mail", { sequence: 0 });
      return find(list, ["a"]).catch((error: unknown) => error);
    };
    expect(await reading(whole)).toEqual([[message]]);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(await reading(flipped)).toMatchObject({ name: "StateError" });
    }
    for (let length = 0; length < whole.length; length++) {
      expect(await reading(whole.subarray(0, length))).toMatchObject({
        message: expect.stringMatching(/line \d of .* damaged/) as unknown,
      });
    }
  });

  test.each([
    ["a part of a line", row.subarray(0, 5)],
    ["an empty line", Buffer.from("\n")],
    ["zeros", Buffer.alloc(100)],
  ])("with %s after its last line is refused", async (_, more) => {
    headed(header, row, encodeLine({ messages: 1 }), more);
    await expect(reading()).rejects.toThrow(/expected a sound list of delivered messages, .*check the disk/);
  });

  test.each([
    ["counts more messages than there are", [row, encodeLine({ messages: 2 })]],
    ["counts fewer", [row, row, encodeLine({ messages: 1 })]],
    ["is not the last line", [row, encodeLine({ messages: 1 }), row]],
    ["has no number", [row, encodeLine({})]],
    ["is missing", [row]],
  ])("whose count %s is refused", async (_, lines) => {
    headed(header, ...lines);
    await expect(reading()).rejects.toThrow(/expected a sound list of delivered messages, .*check the disk/);
  });

  test.each([
    ["of a newer version", { ...header, version: 3 }, '"standby-mx delivered" version 3'],
    ["without a version", { format: header.format }, '"standby-mx delivered" version undefined'],
    ["of another format", { format: "standby-mx journal", version: 2 }, '"standby-mx journal" version 2'],
  ])("%s is refused", async (_, header, found) => {
    headed(header, row, encodeLine({ messages: 1 }));
    await expect(reading()).rejects.toThrow(`version 2, found ${found}; use a newer standby-mx`);
  });

  test("of version 1, which had no count, is read", async () => {
    headed({ format: header.format, version: 1 }, row);
    expect(await reading(0)).toEqual([[message]]);
  });

  test("is refused beside a journal with too few records, with the remedy", async () => {
    headed(header, row, encodeLine({ messages: 1 }));
    expect(await reading()).toEqual([[message]]);
    await expect(reading(2)).rejects.toThrow(LostRecordsError);
    await expect(reading(2)).rejects.toThrow(/have had 3 records, found 2: it is an older copy\. .*import --adopt/);
  });
});
