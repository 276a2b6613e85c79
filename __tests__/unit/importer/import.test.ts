import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { sesBlock } from "../../../fixtures/ses-block";
import { systemError } from "../../../fixtures/system-error";
import { encodeLine } from "../../../importer/state/journal/crc-line";
import { MAX_OBJECT_BYTES } from "../../../importer/listing/classify";
import type { Store } from "../../../store/store";
import { StoreError } from "../../../store/store-error";
import { InProcessHost } from "../../../fixtures/host/in-process-host";
import { machineWith } from "../../../fixtures/host/machine-with";

const ioError = () => systemError("EIO", "fsync");

let host: InProcessHost;
beforeEach(async () => (host = await InProcessHost.create("ann", "bob")));
afterEach(() => host.remove());

const opening = (changes: Partial<Store>) => host.storeWith(changes);

describe("a message", () => {
  test("is in new/ with LF and its receipt time, private; and deleted from the store", async () => {
    await host.put("ann/1", "Subject: \xe4\r\n\r\nbare\nand\r\r\n\0end");
    const received = new Date("2026-11-20T08:30:00Z");
    utimesSync(join(host.directory, "store/mail/ann/1"), received, received);
    expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
    expect(host.messages("ann")).toEqual(["Subject: \xe4\n\nbare\nand\r\n\0end"]);
    expect(await host.waiting()).toEqual([]);
    const [name] = host.files("ann");
    const file = statSync(join(host.maildir("ann"), "new", name!));
    expect(file.mtime).toEqual(received);
    expect(file.mode & 0o777).toBe(0o600);
    expect(name).toMatch(/^1795163400\./);
  });

  test.each([
    ["that was stored late, or copied: when SES received it", "2026-11-20T08:30:00Z", "2026-11-20T08:30:00Z"],
    ["that SES cannot have received so late: when it was stored", "2026-11-24T08:30:00Z", "2026-11-22T00:00:00Z"],
  ])("has the date and the place of its receipt: one %s", async (_, received, expected) => {
    await host.put("ann/1", `${sesBlock({ received: new Date(received) })}Subject: late\r\n\r\n`);
    const stored = new Date("2026-11-22T00:00:00Z");
    utimesSync(join(host.directory, "store/mail/ann/1"), stored, stored);
    await host.import();
    const [name] = host.files("ann");
    const time = Date.parse(expected);
    expect(statSync(join(host.maildir("ann"), "new", name!)).mtime).toEqual(new Date(time));
    expect(name).toMatch(new RegExp(`^${time / 1000}\\.`));
  });

  test("goes into the mailbox of its prefix; objects under no prefix are left alone", async () => {
    for (const key of ["ann/1", "bob/1", "bob/2", "carol/1", "loose"]) await host.put(key);
    expect(await host.import()).toMatchObject({ delivered: 3, unclaimedMail: { count: 2 }, outcome: "some-held" });
    expect([host.files("ann").length, host.files("bob").length]).toEqual([1, 2]);
    expect(await host.waiting()).toEqual(["carol/1", "loose"]);
  });

  test("may be empty, or have several megabytes", async () => {
    const large = "x".repeat(70) + "\r\n";
    await host.put("ann/1", "");
    await host.put("bob/1", large.repeat(50_000));
    expect(await host.import()).toMatchObject({ delivered: 2, outcome: "done" });
    expect(host.messages("ann")).toEqual([""]);
    expect(host.messages("bob")[0]).toBe(large.replace("\r", "").repeat(50_000));
  });

  test("that was delivered is not delivered again, but other bytes under its key are", async () => {
    await host.put("ann/1", "first");
    await host.import();
    await host.put("ann/1", "first");
    expect(await host.import()).toMatchObject({ delivered: 0, deleted: 1 });
    await host.put("ann/1", "second");
    expect(await host.import()).toMatchObject({ delivered: 1 });
    expect(host.messages("ann").sort()).toEqual(["first", "second"]);
  });

  test("is named to the observer with its file", async () => {
    await host.put("ann/1");
    const seen: string[][] = [];
    await host.import({ observer: { delivered: ({ key }, mailbox, path) => seen.push([key, mailbox, path]) } });
    expect(seen).toEqual([["ann/1", "ann", join(host.maildir("ann"), "new", host.files("ann")[0]!)]]);
  });
});

test("without waiting mail nothing is written or reported", async () => {
  await host.import();
  const before = statSync(host.state).mtimeMs;
  const report = await host.import();
  expect(report).toMatchObject({ outcome: "done", isWorthALine: false });
  expect(statSync(host.state).mtimeMs).toBe(before);
  expect(host.files("ann", "tmp")).toEqual([]);
});

test("SES's setup object is skipped; what is too large is held by name", async () => {
  await host.put("ann/AMAZON_SES_SETUP_NOTIFICATION");
  await host.put("ann/huge", "");
  truncateSync(join(host.directory, "store/mail/ann/huge"), MAX_OBJECT_BYTES + 1);
  const report = await host.import();
  expect(report).toMatchObject({ delivered: 0, skippedCount: 1, heldCount: 1, outcome: "some-held" });
  expect(report.skipped.map(({ key }) => key)).toEqual(["ann/AMAZON_SES_SETUP_NOTIFICATION"]);
  expect(report.held).toMatchObject([
    { key: "ann/huge", mailbox: "ann", reason: expect.stringMatching(/move it out/) as string },
  ]);
  expect(await host.waiting()).toHaveLength(2);
});

test("--mailbox: only that mailbox is served", async () => {
  await host.put("ann/1");
  await host.put("bob/1");
  expect(await host.import({ mailbox: "bob" })).toMatchObject({ delivered: 1 });
  expect(await host.waiting()).toEqual(["ann/1"]);
});

test("--root: Maildirs and state are below it, and the settings' owner is ignored", async () => {
  await host.put("ann/1");
  const relative = (path: string) => path.slice(host.directory.length);
  const mailboxes = host.mailboxes.map((mailbox) => ({
    ...mailbox,
    maildir: relative(mailbox.maildir),
    owner: { user: "nobody-of-this-name", group: undefined },
  }));
  const [first, ...rest] = mailboxes;
  const settings = {
    ...host.settings,
    mailboxes: [first!, ...rest] as const,
    importer: { ...host.settings.importer, stateDirectory: "/var/lib/x" },
  };
  expect(await host.import({ settings, root: host.directory })).toMatchObject({ delivered: 1, outcome: "done" });
  expect(existsSync(join(host.directory, "var/lib/x/journal"))).toBe(true);
});

test("--dry-run reports an import's work and changes nothing", async () => {
  await host.put("ann/1");
  await host.import();
  await host.put("ann/1");
  await host.put("bob/2");
  const tree = () => readdirSync(host.directory, { recursive: true }).sort();
  const before = [tree(), readFileSync(join(host.state, "journal"), "utf8")];
  expect(await host.import({ dryRun: true })).toMatchObject({ delivered: 1, deleted: 2, outcome: "done" });
  expect([tree(), readFileSync(join(host.state, "journal"), "utf8")]).toEqual(before);
});

test("several regions: each bucket is emptied although one is missing and reported", async () => {
  host.regions = [
    { name: "eu-west-1", bucket: "missing" },
    { name: "eu-central-1", bucket: "mail" },
  ];
  await host.put("ann/1");
  const report = await host.import();
  expect(report).toMatchObject({ delivered: 1, outcome: "wrong-settings" });
  expect(report.problems).toMatchObject([{ kind: "no-bucket", name: "missing" }]);
});

describe("faults of the store", () => {
  const body = (text: string) => Readable.from([Buffer.from(text)]);

  test("a download that differs from the listing is retried, then held", async () => {
    const header = "Subject: x\r\n\r\n";
    await host.put("ann/1", `${header}good`);
    await host.put("bob/1");
    let tries = 0;
    const get: Store["get"] = async (key) => {
      const object = await host.bucket.get(key);
      if (key === "bob/1") return object;
      object.body.destroy();
      tries++;
      // The header arrives before the rest, so the fault is found when the message is half written.
      return { ...object, body: Readable.from([header, "evil"].map((text) => Buffer.from(text))) };
    };
    const report = await host.import(opening({ get }));
    expect(report).toMatchObject({ delivered: 1, heldCount: 1, outcome: "some-held" });
    expect(report.held).toMatchObject([
      { bucket: "mail", key: "ann/1", mailbox: "ann", reason: expect.stringContaining("MD5") as string },
    ]);
    expect(tries).toBe(3);
    expect(host.files("ann")).toEqual([]);
    const [stage] = host.files("ann", "tmp/standby-mx.stage");
    expect(host.files("ann", `tmp/standby-mx.stage/${stage}`)).toEqual([]);
    expect(await host.waiting()).toEqual(["ann/1"]);
    expect(await host.import()).toMatchObject({ delivered: 1, outcome: "done" });
  });

  test("a body that ends early once is downloaded again", async () => {
    await host.put("ann/1", "whole message");
    let first = true;
    const get: Store["get"] = async (key) => {
      const object = await host.bucket.get(key);
      if (!first) return object;
      first = false;
      object.body.destroy();
      return { ...object, md5: undefined, body: body("whole") };
    };
    expect(await host.import(opening({ get }))).toMatchObject({ delivered: 1, outcome: "done" });
    expect(host.messages("ann")).toEqual(["whole message"]);
  });

  test("a store that cannot be listed is not reported as empty", async () => {
    const next = () => Promise.reject(new StoreError("denied", "no"));
    const list: Store["list"] = () => ({ [Symbol.asyncIterator]: () => ({ next }) });
    const report = await host.import(opening({ list }));
    expect(report).toMatchObject({ outcome: "try-later", problems: [{ kind: "bucket", name: "mail", reason: "no" }] });
  });

  test("an unreachable store is not asked for each message; downloaded ones arrive", async () => {
    for (let i = 0; i < 60; i++) await host.put(`ann/${String(i).padStart(2, "0")}`);
    let asked = 0;
    const get: Store["get"] = (key) => {
      if (++asked <= 5) return host.bucket.get(key);
      return Promise.reject(new StoreError("unavailable", "gone"));
    };
    const report = await host.import({ ...opening({ get }), limits: { maxBatchMessages: 4, maxDownloads: 2 } });
    expect(report).toMatchObject({ delivered: 5, outcome: "try-later" });
    // The rest of the second batch, the four behind it that wait for its commit, and one that waits for room; each message three times.
    expect(asked).toBeLessThanOrEqual(5 + 3 * 3 + 5 * 4 * 3);
    expect(await host.import()).toMatchObject({ delivered: 55, outcome: "done" });
  });

  test("an object that was deleted after the listing is no problem", async () => {
    await host.put("ann/1");
    const get: Store["get"] = (key) => {
      rmSync(join(host.storeDirectory, "mail", key));
      return host.bucket.get(key);
    };
    expect(await host.import(opening({ get }))).toMatchObject({ delivered: 0, outcome: "done" });
  });

  test("an object that is listed but missing in the store is reported", async () => {
    await host.put("ann/1");
    await host.put("ann/10");
    const get: Store["get"] = () => Promise.reject(new StoreError("missing", "gone"));
    const report = await host.import(opening({ get }));
    expect(report).toMatchObject({ delivered: 0, waiting: 2, outcome: "try-later" });
    expect(report.problems[0]!.reason).toMatch(/lists ann\/10?, but says that there is no such object$/);
  });

  test("an unreadable entry is held by name, the others are delivered, none forgotten", async () => {
    await host.put("ann/1");
    const list: Store["list"] = (prefix, unreadable) => {
      unreadable?.({ key: "ann/%zz", reason: "no key" });
      return host.bucket.list(prefix);
    };
    const report = await host.import(opening({ list }));
    expect(report).toMatchObject({ delivered: 1, outcome: "some-held" });
    expect(report.held).toMatchObject([{ bucket: "mail", key: "ann/%zz", cause: "unreadable", reason: "no key" }]);
  });

  test("an object that must not be read is held, the others are delivered", async () => {
    await host.put("ann/1");
    await host.put("ann/2");
    const get: Store["get"] = (key) =>
      key === "ann/1" ? Promise.reject(new StoreError("denied", "not yours")) : host.bucket.get(key);
    expect(await host.import(opening({ get }))).toMatchObject({ delivered: 1, heldCount: 1, outcome: "some-held" });
  });

  test("a deleted object is not held when S3 answers that it is denied", async () => {
    await host.put("ann/1");
    await host.put("ann/10");
    const get: Store["get"] = async (key) => {
      if (key !== "ann/1") return host.bucket.get(key);
      rmSync(join(host.storeDirectory, "mail", key));
      throw new StoreError("denied", "AccessDenied");
    };
    expect(await host.import(opening({ get }))).toMatchObject({ delivered: 1, heldCount: 0, outcome: "done" });
  });

  test("many objects that must not be read cost one more LIST", async () => {
    for (let n = 1; n <= 9; n++) await host.put(`ann/${n}`);
    const listed: string[] = [];
    const list: Store["list"] = (prefix, unreadable) => {
      listed.push(prefix);
      return host.bucket.list(prefix, unreadable);
    };
    const get: Store["get"] = () => Promise.reject(new StoreError("denied", "not yours"));
    const report = await host.import({ ...opening({ get, list }), limits: { maxDownloads: 1 } });
    expect(report).toMatchObject({ heldCount: 9, outcome: "some-held" });
    expect(listed.filter((prefix) => prefix !== "")).toHaveLength(1);
  });

  const deniesDeletion = () =>
    opening({
      deleteMany: (requests) =>
        Promise.resolve(requests.map(({ key }) => ({ key, outcome: "refused" as const, reason: "AccessDenied" }))),
    });

  test("without the right to delete, each message is delivered once, for years", async () => {
    await host.put("ann/1");
    const denied = deniesDeletion();
    for (let month = 0; month < 40; month++) {
      const now = () => Date.UTC(2026, 11 + month);
      const report = await host.import({ ...denied, machine: machineWith({ now }) });
      expect(report).toMatchObject({ delivered: month === 0 ? 1 : 0, deleted: 0, outcome: "some-held" });
      expect(report.held).toMatchObject([{ key: "ann/1", mailbox: "ann" }]);
      expect(report.held[0]!.reason).toMatch(
        /^the message is delivered, .*: AccessDenied; or .*: aws s3 rm s3:\/\/mail\/ann\/1$/,
      );
    }
    expect(host.files("ann")).toHaveLength(1);
  });

  test("a removed user's undeletable mail is reported until its prefix is ignored", async () => {
    await host.put("ann/1");
    await host.import(deniesDeletion());
    host.mailboxes.splice(0, 1);
    const report = await host.import(deniesDeletion());
    expect(report).toMatchObject({ heldCount: 1, outcome: "some-held" });
    expect(report.held[0]!.reason).toMatch(/no mailbox .* has the prefix ann.*aws s3 rm .*formerPrefixes: \[ann\]/);
    host.importer = { ...host.importer, ignorePrefixes: ["ann"] };
    expect(await host.import(deniesDeletion())).toMatchObject({ heldCount: 0, outcome: "done" });
    host.addMailbox("ann", { user: "anna", formerPrefixes: ["ann"] });
    host.importer = { ...host.importer, ignorePrefixes: [] };
    expect(await host.import()).toMatchObject({ delivered: 0, deleted: 1, outcome: "done" });
  });

  test("keys in another order than S3's are noticed with the delivered list", async () => {
    await host.put("ann/1");
    await host.put("ann/2");
    const list: Store["list"] = async function* (prefix) {
      for await (const page of host.bucket.list(prefix)) yield [...page].reverse();
    };
    const report = await host.import(opening({ list }));
    expect(report.problems[0]?.reason).toContain("lists its keys out of order: ann/1");
  });
});

describe("the importer's state", () => {
  test("only one importer is at work", async () => {
    await host.put("ann/1");
    const [first, second] = await Promise.all([host.import(), host.import()]);
    expect([first?.outcome, second?.outcome].sort()).toEqual(["done", "try-later"]);
    expect(host.files("ann")).toHaveLength(1);
    const busy = first?.outcome === "done" ? second : first;
    expect(busy?.problems).toMatchObject([{ kind: "lock", reason: "another import is at work" }]);
  });

  test("a state directory that others can write is refused, with the remedy", async () => {
    chmodSync(host.state, 0o777);
    const report = await host.import();
    expect(report.outcome).toBe("try-later");
    expect(report.problems[0]?.reason).toMatch(/found uid \d+, mode 0777; chmod 700 \S+\/state$/);
  });

  test("a journal of a newer version stops everything, and nothing is touched", async () => {
    await host.put("ann/1");
    const newer = encodeLine({ format: "standby-mx journal", version: 9, id: "x" });
    writeFileSync(join(host.state, "journal"), newer);
    expect(await host.import()).toMatchObject({ delivered: 0, outcome: "try-later", problems: [{ kind: "state" }] });
    expect(readFileSync(join(host.state, "journal"))).toEqual(newer);
    expect(host.files("ann", "tmp")).toEqual([]);
    expect(await host.waiting()).toEqual(["ann/1"]);
  });

  test("a full disk under the journal leaves every message in the store", async () => {
    await host.import();
    await host.put("ann/1");
    const full = systemError("ENOSPC", "open");
    const machine = machineWith({}, { append: () => Promise.reject(full) });
    expect(await host.import({ machine })).toMatchObject({ delivered: 0, outcome: "try-later" });
    expect(host.files("ann")).toEqual([]);
    expect(await host.import()).toMatchObject({ delivered: 1, outcome: "done" });
  });
});

test("asked to stop, an import ends its deliveries; the next run delivers the rest", async () => {
  for (let i = 1; i <= 20; i++) await host.put(`ann/${i}`);
  const stop = new AbortController();
  const observer = { delivered: () => stop.abort() };
  const report = await host.import({ signal: stop.signal, observer, limits: { maxBatchMessages: 1 } });
  expect(report).toMatchObject({ outcome: "try-later", problems: [{ kind: "interrupted" }] });
  expect(report.delivered).toBeGreaterThan(0);
  expect(report.delivered).toBeLessThanOrEqual(9); // four in the commit, four staged after it, and one that waits for a free place
  expect(report.deleted).toBe(report.delivered);
  expect(await host.import()).toMatchObject({ delivered: 20 - report.delivered, outcome: "done" });
});

test("a batch keeps the limits of bytes and messages, except for a single message", async () => {
  for (let i = 1; i <= 6; i++) await host.put(`ann/${i}`, "x".repeat(i === 3 ? 500 : 90));
  // The messages of each batch come when the batch before has its intent, or else they would be committed together.
  const before: Record<string, number> = { "ann/3": 1, "ann/4": 2, "ann/5": 2, "ann/6": 3 };
  const commits: number[] = [];
  const { disk } = machineWith({});
  const machine = machineWith(
    {},
    {
      append: async (path) => {
        const file = await disk.append(path);
        const write = (bytes: Uint8Array) => {
          const record = JSON.parse(Buffer.from(bytes).toString().slice(9)) as { type: string; deliveries: unknown[] };
          if (record.type === "intent") commits.push(record.deliveries.length);
          return file.write(bytes);
        };
        return { ...file, write };
      },
    },
  );
  const get = async (key: string) => {
    while (commits.length < (before[key] ?? 0)) await new Promise(setImmediate);
    return host.bucket.get(key);
  };
  await host.import({ machine, ...opening({ get }), limits: { maxBatchBytes: 200, maxBatchMessages: 3 } });
  expect(commits).toEqual([2, 1, 2, 1]);
  expect(host.files("ann")).toHaveLength(6);
});

test("a batch is made durable together; an undurable file waits, and all are closed", async () => {
  for (let i = 1; i <= 4; i++) await host.put(`ann/${i}`, i === 2 ? "spoilt" : "sound");
  const { disk } = machineWith({});
  const steps: string[] = [];
  const machine = machineWith(
    {},
    {
      create: async (path) => {
        const file = await disk.create(path);
        if (!path.includes(".stage/") || path.includes("/at-")) return file;
        let content = "";
        return {
          write(bytes) {
            content += Buffer.from(bytes).toString();
            steps.push("write");
            return file.write(bytes);
          },
          setModified: (time) => file.setModified(time),
          async sync() {
            steps.push("sync");
            if (content === "spoilt") throw ioError();
            await file.sync();
          },
          close() {
            steps.push("close");
            return file.close();
          },
        };
      },
    },
  );
  expect(await host.import({ machine })).toMatchObject({ delivered: 3, waiting: 1, outcome: "try-later" });
  const inOrder = (step: string) => new Array<string>(4).fill(step);
  expect(steps.slice(0, 8)).toEqual([...inOrder("write"), ...inOrder("sync")]);
  expect(steps.filter((step) => step === "close")).toHaveLength(4);
  expect(await host.waiting()).toEqual(["ann/2"]);
  const [generation] = readdirSync(join(host.maildir("ann"), "tmp/standby-mx.stage"));
  expect(host.files("ann", `tmp/standby-mx.stage/${generation}`)).toEqual([
    expect.stringMatching(/^at-\d+\.staged-\d+$/),
  ]);
});

test("a failed sync stops further commits in that mailbox only", async () => {
  for (const key of ["ann/1", "ann/2", "ann/3", "ann/4", "bob/1"]) await host.put(key);
  const { disk } = machineWith({});
  let failures = 1;
  const machine = machineWith(
    {},
    {
      syncDirectory: async (path) => {
        const fails = path.startsWith(host.maildir("ann")) && /\.stage\/./.test(path) && failures-- > 0;
        if (fails) throw ioError();
        return disk.syncDirectory(path);
      },
    },
  );
  const report = await host.import({ machine, limits: { maxBatchMessages: 1 } });
  expect(report).toMatchObject({ delivered: 1, waiting: 4, outcome: "try-later" });
  expect(host.files("ann")).toEqual([]);
  const [generation] = readdirSync(join(host.maildir("ann"), "tmp/standby-mx.stage"));
  expect(host.files("ann", `tmp/standby-mx.stage/${generation}`)).toEqual(["at-0.staged-1"]);
  expect(await host.import()).toMatchObject({ delivered: 4, outcome: "done" });
});

test("no message is published before the stage directory has its record's number", async () => {
  await host.put("ann/1");
  const { disk } = machineWith({});
  const isMark = (path: string) => /\/at-\d+\.staged-\d+$/.test(path);
  const rename = (from: string, to: string) =>
    isMark(from) ? Promise.reject(systemError("EIO", "rename")) : disk.rename(from, to);
  const report = await host.import({ machine: machineWith({}, { rename }) });
  expect(report).toMatchObject({ delivered: 0, deleted: 0, waiting: 1, outcome: "try-later" });
  expect(host.files("ann")).toEqual([]);
  expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
  expect(host.files("ann")).toHaveLength(1);
});
