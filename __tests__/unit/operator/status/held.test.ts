import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sesBlock } from "../../../../fixtures/ses-block";
import { scriptedSmtp } from "../../../../fixtures/smtp/scripted-smtp";
import { lockFile } from "../../../../importer/machine/lock";
import { Journal } from "../../../../importer/state/journal/journal";
import { thisMachine } from "../../../../importer/worker/this-machine";
import { discardHeld, restoreCommand } from "../../../../operator/status/held/discard";
import { releaseHeld } from "../../../../operator/status/held/release";
import { StoreError } from "../../../../store/store-error";
import { MemoryQueue, notification } from "../../importer/state/envelopes/memory-queue";
import { RecordedHost } from "./recorded-host";

const VIRUS = `${sesBlock({ virus: "FAIL" })}Subject: virus\r\n\r\n`;

let recorded: RecordedHost;
beforeEach(async () => {
  recorded = await RecordedHost.create("ann");
  const { verdicts } = recorded.host.settings.importer;
  recorded.host.importer = { verdicts: { ...verdicts, virus: "hold" } };
});
afterEach(() => recorded.host.remove());

const release = (...names: readonly string[]) => releaseHeld(recorded.host.settings, "", names);
const discard = (...names: readonly string[]) => discardHeld(recorded.host.settings, "", names, recorded.open);
const stateFile = () => join(recorded.host.state, "run-state.json");
const heldNow = async () => (await recorded.status()).state!.store!.held.map(({ key }) => key);

describe("held release", () => {
  test("lets the next import deliver a message held for its verdict, and no other", async () => {
    await recorded.host.put("ann/1", VIRUS);
    await recorded.host.put("ann/2", VIRUS);
    await recorded.import();
    expect(await release("mail/ann/1")).toMatchObject([{ effect: "delivers", message: { key: "ann/1" } }]);
    const { report } = await recorded.import();
    expect(report).toMatchObject({ delivered: 1, heldCount: 1 });
    expect(recorded.host.messages("ann")).toHaveLength(1);
    expect(await heldNow()).toEqual(["ann/2"]);
  });

  test("applies to these bytes only: another message under the key is held", async () => {
    await recorded.host.put("ann/1", VIRUS);
    await recorded.import();
    await release("mail/ann/1");
    await recorded.host.put("ann/1", `${VIRUS}other`);
    expect((await recorded.import()).report).toMatchObject({ delivered: 0, heldCount: 1 });
  });

  test("stays valid while the message waits for its mailbox", async () => {
    recorded.host.addMailbox("bob");
    for (const key of ["ann/1", "bob/1"]) await recorded.host.put(key, VIRUS);
    await recorded.import();
    await release("mail/ann/1");
    renameSync(recorded.host.maildir("ann"), `${recorded.host.maildir("ann")}.away`);
    await recorded.import();
    expect(await heldNow()).toEqual(["bob/1"]);
    await release("mail/bob/1");
    renameSync(`${recorded.host.maildir("ann")}.away`, recorded.host.maildir("ann"));
    expect((await recorded.import()).report).toMatchObject({ delivered: 2, heldCount: 0 });
  });

  test("accepts a name as printed, and prints no control characters", async () => {
    await recorded.host.put("ann/\u001b[31m", VIRUS);
    await recorded.import();
    await expect(release("mail/ann/\u001b[2J")).rejects.toThrow("(mail/ann/\\u{1b}[31m), found mail/ann/\\u{1b}[2J");
    expect(await release("mail/ann/\\u{1b}[31m")).toMatchObject([{ effect: "delivers" }]);
  });

  test.each([
    ["no record", () => rmSync(stateFile()), /found no import is recorded there; run standby-mx import/],
    ["no state directory", () => rmSync(recorded.host.state, { recursive: true }), /found no import is recorded there/],
    ["a damaged record", () => writeFileSync(stateFile(), "{"), /found damage/],
  ])("with %s cannot tell what is held", async (_, spoil, reason) => {
    await recorded.host.put("ann/1", VIRUS);
    await recorded.import();
    spoil();
    for (const attempt of [release, discard]) await expect(attempt("mail/ann/1")).rejects.toThrow(reason);
  });

  test("keeps earlier releases", async () => {
    for (const key of ["ann/1", "ann/2", "ann/3"]) await recorded.host.put(key, VIRUS);
    await recorded.import();
    await release("mail/ann/1");
    await release("mail/ann/2", "mail/ann/1");
    expect((await recorded.import()).report).toMatchObject({ delivered: 2, heldCount: 1 });
    await release("mail/ann/3");
    expect((await recorded.import()).report).toMatchObject({ delivered: 1, heldCount: 0 });
  });

  test("sends no message again to recipients that have it", async () => {
    let isKnown = false;
    const server = await scriptedSmtp((step) =>
      step === "RCPT TO:<two@x.org>" && !isKnown ? "550 5.1.1 no" : undefined,
    );
    try {
      const onUnknown = "resend" as const;
      const destination = { kind: "smtp", server: server.address, recipients: "envelope", onUnknown } as const;
      recorded.host.addMailbox("all", { addresses: ["one@x.org", "two@x.org"], destination });
      const queue = new MemoryQueue();
      queue.send(notification("all/1", ["one@x.org", "two@x.org"]));
      await recorded.host.put("all/1");
      expect((await recorded.import({ openQueue: queue.open })).report).toMatchObject({ heldCount: 1 });
      isKnown = true;
      expect(await release("mail/all/1")).toMatchObject([{ effect: "hands-over-again" }]);
      expect((await recorded.import({ openQueue: queue.open })).report).toMatchObject({ delivered: 1, heldCount: 0 });
      expect(server.transactions.map(({ recipients }) => recipients)).toEqual([["one@x.org"], ["two@x.org"]]);
    } finally {
      await server.close();
    }
  });

  test("sends a refused message to the transport again", async () => {
    const program = join(recorded.host.directory, "deliver");
    const install = (exitCode: number) =>
      writeFileSync(program, `#!/bin/sh\ncat >/dev/null\nexit ${exitCode}\n`, { mode: 0o755 });
    install(65);
    recorded.host.addMailbox("bob", { destination: { kind: "command", command: [program], onUnknown: "hold" } });
    await recorded.host.put("bob/1");
    expect((await recorded.import()).report.held).toMatchObject([{ cause: "refused", mailbox: "bob" }]);
    install(0);
    expect((await recorded.import()).report.heldCount).toBe(1);
    expect(await release("mail/bob/1")).toMatchObject([{ effect: "hands-over-again" }]);
    expect((await recorded.import()).report).toMatchObject({ delivered: 1, heldCount: 0 });
  });

  test("refuses a name that is not held, and lists the held messages", async () => {
    await recorded.host.put("ann/1", VIRUS);
    await recorded.import();
    await expect(release("mail/ann/9")).rejects.toThrow(/held \(mail\/ann\/1\), found mail\/ann\/9/);
  });

  test("does not wait for a running import", async () => {
    const lock = await lockFile(join(recorded.host.state, "lock"));
    await expect(release("mail/ann/1")).rejects.toThrow(/an import is at work/);
    lock!.release();
  });
});

describe("held discard", () => {
  beforeEach(async () => {
    await recorded.host.put("ann/1", VIRUS);
    await recorded.import();
  });

  test("deletes the object and the record of the message", async () => {
    expect(await discard("mail/ann/1")).toMatchObject([{ failure: undefined }]);
    expect([await recorded.host.waiting(), await heldNow()]).toEqual([[], []]);
    expect((await recorded.import()).report).toMatchObject({ outcome: "done", heldCount: 0 });
  });

  test("does not delete a newer object with the same key", async () => {
    await recorded.host.put("ann/1", "Subject: another\r\n\r\n");
    expect(await discard("mail/ann/1")).toMatchObject([{ failure: expect.stringMatching(/another object/) as string }]);
    expect(await recorded.host.waiting()).toEqual(["ann/1"]);
  });

  test("does not delete a message that is not held", async () => {
    await recorded.host.put("ann/2");
    await expect(discard("mail/ann/2")).rejects.toThrow(/found mail\/ann\/2/);
    expect(await recorded.host.waiting()).toEqual(["ann/1", "ann/2"]);
  });

  test("does not delete a message whose delivery has begun", async () => {
    const etag = (await recorded.status()).state!.store!.held[0]!.etag!;
    const journal = await Journal.open(thisMachine(), recorded.host.state);
    const delivery = { bucket: "mail", key: "ann/1", etag, mailbox: "ann", maildir: "/m", stage: "s", name: "n" };
    await journal.append({ type: "intent", deliveries: [{ ...delivery, size: 1, bootId: "b" }] });
    await journal.close();
    expect(await discard("mail/ann/1")).toMatchObject([{ failure: expect.stringMatching(/has begun/) as string }]);
    expect(await recorded.host.waiting()).toEqual(["ann/1"]);
  });

  test("deletes as many messages as the store allows", async () => {
    await recorded.host.put("ann/2", VIRUS);
    await recorded.import();
    let isFirst = true;
    const openOnce: typeof recorded.open = (region) => {
      if (!isFirst) throw new StoreError("unavailable", "no route");
      isFirst = false;
      return recorded.open(region);
    };
    const names = ["mail/ann/1", "mail/ann/2"];
    expect(await discardHeld(recorded.host.settings, "", names, openOnce)).toMatchObject([
      { failure: undefined },
      { failure: "no route" },
    ]);
    expect([await recorded.host.waiting(), await heldNow()]).toEqual([["ann/2"], ["ann/2"]]);
  });

  test("prints a restore command that is quoted for the shell", () => {
    const message = { bucket: "mail", key: "ann/a b'c", cause: "verdict", reason: "" } as const;
    expect(restoreCommand(message)).toContain(`--key 'ann/a b'\\''c' `);
  });
});
