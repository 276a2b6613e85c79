import fc from "fast-check";
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { LocalDns } from "../../../../drill/local-dns";
import { drillSettings } from "../settings-of";
import { SentMail } from "./maildirs";

const fixtures = join(__dirname, "..", "..", "..", "..", "fixtures", "messages");
const message = Buffer.from("Subject: x\r\nReceived: by elsewhere with SMTP id 000\r\n\r\nHello\r\n\r\n.\r\nbye\r\n");
const other = Buffer.from("Subject: y\r\n\r\nAnother one\r\n");

let mail: SentMail;
beforeEach(async () => {
  mail = await SentMail.open();
});
afterEach(() => mail.close());

const edit = (path: string, change: (text: string) => string) =>
  writeFileSync(path, change(readFileSync(path, "latin1")), "latin1");

describe("the reconciliation of a drill", () => {
  test("finds no fault when each message is in its mailbox", async () => {
    mail.deliver("primary", message);
    mail.deliver("standby", message);
    mail.deliver("standby", message, ["alice", "bob"]);
    mail.deliver("standby", other, ["alice+label"]);
    mail.deliver("primary", Buffer.alloc(0));
    expect(await mail.faults()).toEqual([]);
    expect((await mail.reconcile()).deliveries).toHaveLength(6);
  });

  test("counts two addresses of one mailbox in one transaction as one delivery", async () => {
    mail.deliver("standby", message, ["alice", "alice+label"]);
    expect((await mail.reconcile()).deliveries).toHaveLength(1);
    expect(await mail.faults()).toEqual([]);
  });

  test("accepts a message that the reader has moved and flagged", async () => {
    const [path] = mail.deliver("standby", message);
    renameSync(path!, path!.replace("/new/", "/cur/") + ":2,RS");
    expect(await mail.faults()).toEqual([]);
  });

  test("finds a message in a folder, too", async () => {
    const [path] = mail.deliver("standby", message);
    const junk = join(mail.inNew("alice"), "..", ".Junk");
    mkdirSync(join(junk, "new"), { recursive: true });
    mkdirSync(join(junk, "cur"));
    renameSync(path!, join(junk, "new", "1"));
    expect(await mail.faults()).toEqual([]);
  });

  test("counts a folder that is another mailbox's Maildir for that mailbox only", async () => {
    const shared = { user: "shared", addresses: ["shared", "postmaster"], maildir: "/home/alice/Maildir/.Shared" };
    const alice = { user: "alice", addresses: ["alice"], maildir: "/home/alice/Maildir" };
    const nested = await SentMail.open(drillSettings({ mailboxes: [shared, alice] }));
    try {
      nested.deliver("primary", message, ["shared"]);
      nested.deliver("primary", other, ["alice"]);
      expect(await nested.faults()).toEqual([]);
      copyFileSync(nested.deliver("primary", message, ["shared"])[0]!, nested.inNew("shared", "again"));
      expect(await nested.faults()).toEqual(["duplicated shared"]);
    } finally {
      nested.close();
    }
  });

  test("reports a missing message", async () => {
    const [path] = mail.deliver("standby", message);
    mail.deliver("standby", message);
    unlinkSync(path!);
    expect(await mail.faults()).toEqual(["lost alice"]);
  });

  test("notices that one of two recipients did not get the message", async () => {
    const [, ofBob] = mail.deliver("standby", message, ["alice", "bob"]);
    unlinkSync(ofBob!);
    expect(await mail.faults()).toEqual(["lost bob"]);
  });

  test("notices a second copy, read or not", async () => {
    const [path] = mail.deliver("primary", message);
    copyFileSync(path!, mail.inNew("alice", "again"));
    copyFileSync(path!, path!.replace("/new/", "/cur/"));
    expect(await mail.faults()).toEqual(["duplicated alice", "duplicated alice"]);
  });

  test("reports a second copy that came by another server", async () => {
    const [path] = mail.deliver("standby", message);
    copyFileSync(path!, mail.inNew("alice", "again"));
    edit(mail.inNew("alice", "again"), (text) => text.replace(/ id \S+\n/, " id 0123456789\n"));
    expect(await mail.faults()).toEqual(["duplicated alice"]);
  });

  test("notices a copy in another mailbox, and a message in the wrong one", async () => {
    const [path] = mail.deliver("standby", message);
    copyFileSync(path!, mail.inNew("bob", "copy"));
    expect(await mail.faults()).toEqual(["misplaced alice"]);
    unlinkSync(path!);
    expect(await mail.faults()).toEqual(["lost alice", "misplaced alice"]);
  });

  test("notices two exchanged messages", async () => {
    const [first] = mail.deliver("standby", message);
    const [second] = mail.deliver("standby", other);
    const bodies = [first!, second!].map((path) => readFileSync(path, "latin1").split(/(?<=b=Zm9y\n)/, 2));
    writeFileSync(first!, bodies[0]![0]! + bodies[1]![1]!);
    writeFileSync(second!, bodies[1]![0]! + bodies[0]![1]!);
    expect(await mail.faults()).toEqual(["changed alice", "changed alice"]);
  });

  test("notices a file without a sent message", async () => {
    mail.deliver("standby", message);
    writeFileSync(mail.inNew("bob", "stray"), "Subject: who?\n\nNobody sent this.\n");
    expect(await mail.faults()).toEqual(["unexpected bob"]);
  });

  test.each<[string, (path: string) => void]>([
    ["the last byte is missing", (path) => truncateSync(path, readFileSync(path).length - 1)],
    ["the file is empty", (path) => truncateSync(path, 0)],
    ["a line follows the message", (path) => appendFileSync(path, "\n")],
    ["the line ends are CRLF", (path) => edit(path, (text) => text.replaceAll("\n", "\r\n"))],
    ["a dot is missing", (path) => edit(path, (text) => text.replace("\n.\n", "\n\n"))],
    ["a From_ line precedes the message", (path) => edit(path, (text) => `From carol\n${text}`)],
    ["the block of SES is missing", (path) => edit(path, (text) => text.replace(/^[^]*b=Zm9y\n/, ""))],
    [
      "the block of SES has an empty line",
      (path) => edit(path, (text) => text.replace("X-SES-RECEIPT", "\nX-SES-RECEIPT")),
    ],
    ["the envelope sender is another", (path) => edit(path, (text) => text.replace("<carol@", "<mallory@"))],
    ["the import added nothing", (path) => edit(path, (text) => text.replace(/^[^]*(?=^Return-Path)/m, ""))],
    [
      "Delivered-To names another address",
      (path) => edit(path, (text) => text.replace("Delivered-To: a", "Delivered-To: b")),
    ],
    ["X-Standby-MX names another object", (path) => edit(path, (text) => text.replace("key=alice/", "key=bob/"))],
    ["X-Standby-MX names another ETag", (path) => edit(path, (text) => text.replace(/etag=./, "etag=x"))],
    [
      "a header of the import is there twice",
      (path) => edit(path, (text) => text.replace(/^Delivered-To.*\n/m, "$&$&")),
    ],
    ["a header was put in", (path) => edit(path, (text) => `X-Virus-Scanned: yes\n${text}`)],
    ["a header of SES is there twice", (path) => edit(path, (text) => `Return-Path: <carol@x.example>\n${text}`)],
  ])("notices that %s", async (_what, damage) => {
    const [path] = mail.deliver("standby", message);
    damage(path!);
    const faults = await mail.faults();
    expect(["changed alice", "lost alice,unexpected alice"]).toContain(faults.join());
  });

  test("notices any changed byte of the message", async () => {
    const [path] = mail.deliver("standby", message);
    const file = readFileSync(path!);
    const start = file.length - message.toString("latin1").replaceAll("\r\n", "\n").length;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: start, max: file.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const damaged = Buffer.from(file);
          damaged[at]! ^= by;
          writeFileSync(path!, damaged);
          expect(await mail.faults()).toEqual(["changed alice"]);
        },
      ),
    );
  });
});

describe("the DKIM signatures of a drill", () => {
  test.each(["dkim-relaxed.eml", "dkim-simple.eml"])("of %s verify, or are reported as broken", async (name) => {
    const { resolve } = await LocalDns.read(join(fixtures, "dns.yaml"));
    const signed = readFileSync(join(fixtures, name));
    mail.deliver("standby", signed);
    expect((await mail.reconcile(resolve)).signatures).toEqual({ valid: 1, broken: 0, unchecked: 0 });

    // Sent with the changed bytes, so that only the signature shows the difference.
    mail.deliver("standby", Buffer.from(signed.toString("latin1").replace("signed", "SIGNED"), "latin1"));
    const { signatures, faults } = await mail.reconcile(resolve);
    expect(signatures).toEqual({ valid: 1, broken: 1, unchecked: 0 });
    expect(faults.map(({ what }) => what)).toEqual([expect.stringContaining("DKIM signature of sender.example")]);
  });

  test("are not judged without their keys", async () => {
    mail.deliver("standby", readFileSync(join(fixtures, "dkim-simple.eml")));
    const { signatures, faults } = await mail.reconcile();
    expect(signatures).toEqual({ valid: 0, broken: 0, unchecked: 1 });
    expect(faults).toEqual([]);
  });
});
