import { existsSync, readFileSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sesBlock } from "../../../../fixtures/ses-block";
import { lockFile } from "../../../../importer/machine/lock";
import { StoreError } from "../../../../store/store-error";
import { RecordedHost } from "./recorded-host";

const VIRUS = `${sesBlock({ virus: "FAIL" })}Subject: virus\r\n\r\n`;

let recorded: RecordedHost;
beforeEach(async () => (recorded = await RecordedHost.create("ann", "bob")));
afterEach(() => recorded.host.remove());

const file = () => join(recorded.host.state, "run-state.json");
const holdViruses = () => {
  const { verdicts } = recorded.host.settings.importer;
  recorded.host.importer = { verdicts: { ...verdicts, virus: "hold" } };
};

test("a run that delivers all is a success without waiting mail", async () => {
  await recorded.host.put("ann/1");
  await recorded.import();
  const { state, unknown } = await recorded.status();
  const { endedAt } = state!.lastRun;
  expect({ state, unknown }).toMatchObject({
    unknown: [],
    state: {
      writtenBy: "1.2.3",
      lastRun: { exitCode: 0, delivered: 1, problems: [] },
      ...{ lastSuccessAt: endedAt, lastDeliveryAt: endedAt, deliveredTotal: 1 },
      store: { waiting: [], heldCount: 0, held: [], unclaimed: { messages: 0 } },
    },
  });
});

test("a run without mail keeps the last delivery and the total", async () => {
  await recorded.host.put("ann/1");
  await recorded.import();
  const before = (await recorded.status()).state!;
  await recorded.import();
  const { state } = await recorded.status();
  expect(state).toMatchObject({ deliveredTotal: 1, lastDeliveryAt: before.lastDeliveryAt, since: before.since });
  expect(state!.lastRun.delivered).toBe(0);
});

test("a held message has its reason, cause, ETag and age", async () => {
  holdViruses();
  await recorded.host.put("ann/1", VIRUS);
  const stored = new Date("2026-11-20T08:30:00Z");
  utimesSync(join(recorded.host.storeDirectory, "mail/ann/1"), stored, stored);
  const etags: string[] = [];
  for await (const page of recorded.host.bucket.list("ann/")) etags.push(...page.map(({ etag }) => etag));
  await recorded.import();
  const { state } = await recorded.status();
  expect(state).toMatchObject({
    lastRun: { exitCode: 1 },
    lastSuccessAt: state!.lastRun.endedAt,
    store: {
      waiting: [],
      heldCount: 1,
      held: [
        {
          ...{
            bucket: "mail",
            key: "ann/1",
            mailbox: "ann",
            cause: "verdict",
            bytes: VIRUS.length,
            etag: etags[0]!,
          },
          reason: expect.stringMatching(/virus/) as string,
          storedAt: stored.toISOString(),
        },
      ],
    },
  });
});

test("mail of an unusable mailbox waits, with count, bytes and age", async () => {
  recorded.host.addMailbox("carl", { maildir: join(recorded.host.directory, "nowhere") });
  const stored = new Date("2026-11-20T08:30:00Z");
  for (const key of ["carl/1", "carl/2", "ann/1", "zoe/1"]) await recorded.host.put(key);
  utimesSync(join(recorded.host.storeDirectory, "mail/carl/2"), stored, stored);
  await recorded.import();
  const { state } = await recorded.status();
  expect(state).toMatchObject({
    lastRun: { exitCode: 75, delivered: 1, problems: [{ kind: "mailbox", name: "carl" }] },
    store: {
      waiting: [{ mailbox: "carl", messages: 2, oldest: stored.toISOString() }],
      unclaimed: { messages: 1 },
    },
  });
  expect(state!.lastSuccessAt).toBeUndefined();
});

test("a run that cannot reach the bucket keeps the earlier values", async () => {
  holdViruses();
  await recorded.host.put("ann/1", VIRUS);
  await recorded.import();
  const before = (await recorded.status()).state!;
  const openStore = () => Promise.reject(new StoreError("unavailable", "no route to S3"));
  await recorded.import({ openStore });
  expect((await recorded.status()).state).toMatchObject({
    lastRun: { exitCode: 75, problems: [{ kind: "bucket", reason: "no route to S3" }] },
    ...{ lastSuccessAt: before.lastSuccessAt, store: before.store, arrivals: before.arrivals },
  });
});

test("a run that is asked to stop is recorded, too", async () => {
  await recorded.host.put("ann/1");
  await recorded.import({ signal: AbortSignal.abort() });
  const { state } = await recorded.status();
  expect(state!.lastRun).toMatchObject({ exitCode: 75, problems: [{ kind: "interrupted" }] });
});

test("a run that ends by an internal error is recorded with exit code 70", async () => {
  const openStore = () => Promise.reject(new TypeError("a fault"));
  await expect(recorded.import({ openStore })).rejects.toThrow("a fault");
  expect((await recorded.status()).state!.lastRun.exitCode).toBe(70);
});

test("a run for one mailbox keeps the values of the others", async () => {
  holdViruses();
  await recorded.host.put("ann/1", VIRUS);
  await recorded.import();
  const before = (await recorded.status()).state!;
  await recorded.host.put("bob/1");
  await recorded.import({ mailbox: "bob" });
  expect((await recorded.status()).state).toMatchObject({ store: before.store, lastRun: { delivered: 1 } });
});

test("a run that is refused because of another run records nothing", async () => {
  const lock = await lockFile(join(recorded.host.state, "lock"));
  await recorded.import();
  lock!.release();
  expect(existsSync(file())).toBe(false);
});

test("a damaged state file is reported once and replaced", async () => {
  writeFileSync(file(), "{");
  const { recorder } = await recorded.import();
  expect(recorder.complaints).toEqual([expect.stringMatching(/run-state\.json, found damage/)]);
  expect((await recorded.import()).recorder.complaints).toEqual([]);
});

test("a state file of a newer version is refused and stays unchanged", async () => {
  const newer = '{"format":"standby-mx run state","version":2}';
  writeFileSync(file(), newer);
  await recorded.host.put("ann/1");
  const { report, recorder } = await recorded.import();
  expect(report).toMatchObject({ delivered: 1, outcome: "done" });
  expect(recorder.complaints).toEqual([expect.stringMatching(/version 1 at most, found version 2/)]);
  expect(readFileSync(file(), "utf8")).toBe(newer);
  expect((await recorded.status()).unknown).toEqual([expect.stringMatching(/found version 2/)]);
});

test("--live counts the objects in the bucket", async () => {
  await recorded.import();
  await recorded.host.put("ann/1");
  expect((await recorded.status()).state!.store!.waiting).toEqual([]);
  const live = await recorded.status({ live: true });
  expect(live).toMatchObject({ isLive: true, store: { waiting: [{ mailbox: "ann", messages: 1 }] } });
  expect(live.state!.store!.waiting).toEqual([]);
});

test("--live needs no recorded run", async () => {
  await recorded.host.put("bob/1");
  const { store, unknown } = await recorded.status({ live: true });
  expect(store).toMatchObject({ waiting: [{ mailbox: "bob", messages: 1 }], heldCount: 0 });
  expect(unknown).toEqual([expect.stringMatching(/no run of standby-mx import is recorded/)]);
});

test("--live notices that a held message was removed or replaced", async () => {
  holdViruses();
  for (const key of ["ann/1", "ann/2", "ann/3"]) await recorded.host.put(key, VIRUS);
  await recorded.import();
  unlinkSync(join(recorded.host.storeDirectory, "mail/ann/1"));
  await recorded.host.put("ann/2", "another");
  expect((await recorded.status({ live: true })).store).toMatchObject({
    ...{ heldCount: 1, held: [{ key: "ann/3" }] },
    waiting: [{ mailbox: "ann", messages: 1 }],
  });
});

describe("mail by the standby", () => {
  test("was received while this machine was up if the previous run is recent", async () => {
    await recorded.import();
    await recorded.host.put("ann/1");
    const { recorder } = await recorded.import();
    expect(recorder.cameWhileUp).toBe(1);
    expect((await recorded.status()).state!.arrivals).toMatchObject({ total: 1, whileUp: 1 });
  });

  test("does not count as received while up before the first run", async () => {
    await recorded.host.put("ann/1");
    await recorded.import();
    expect((await recorded.status()).state!.arrivals).toMatchObject({ total: 1, whileUp: 0 });
  });

  test("that is held is counted once", async () => {
    holdViruses();
    await recorded.host.put("ann/1", VIRUS);
    for (let runs = 0; runs < 3; runs++) await recorded.import();
    expect((await recorded.status()).state!.arrivals).toMatchObject({ total: 1, whileUp: 0 });
  });
});
