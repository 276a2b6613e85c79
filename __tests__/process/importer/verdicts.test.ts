import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { sesBlock, type SesBlockParts } from "../../../fixtures/ses-block";
import { OwnerProcess } from "./owner-process";

let owner: OwnerProcess;
beforeAll(async () => {
  owner = await OwnerProcess.create();
});
afterAll(() => owner.remove());

const forged = readFileSync(join(__dirname, "../../../fixtures/messages/forged-ses-headers.eml"), "latin1");
const settings = (more: object = {}) => ({ addedHeaders: false, ...more });
const put = (key: string, parts: SesBlockParts, message = `Subject: ${key}\r\n\r\nhello\r\n`) =>
  owner.bucket.put(key, Buffer.from(sesBlock(parts) + message, "latin1"));
const stored = (text: string) => text.replaceAll("\r\n", "\n");
const subjects = (folder?: string) => owner.messages("ann", folder).map((text) => /^Subject: (.*)$/m.exec(text)?.[1]);

test("by default a virus goes to quarantine, spam and forged mail to junk", async () => {
  await owner.clear(settings());
  await put("ann/clean", {});
  await put("ann/virus", { virus: "FAIL" });
  await put("ann/spam", { spam: "FAIL" });
  await put("ann/spoofed", { dmarc: "dmarc=fail (p=reject) header.from=bank.example" });
  await put("ann/both", { virus: "FAIL", spam: "FAIL" });
  expect(await owner.import()).toEqual({
    exitCode: 0,
    stdout: "standby-mx import: 5 messages delivered\n",
    stderr: "",
  });
  expect(subjects()).toEqual(["ann/clean"]);
  expect(subjects(".Junk").sort()).toEqual(["ann/spam", "ann/spoofed"]);
  expect(subjects(".Quarantine").sort()).toEqual(["ann/both", "ann/virus"]);
  expect(await owner.waiting()).toEqual([]);
});

test("the folders are as Dovecot makes them, and subscribed to once", async () => {
  const maildir = owner.maildir("ann");
  for (const folder of [".Junk", ".Quarantine"]) {
    expect(readdirSync(join(maildir, folder)).sort()).toEqual(["cur", "maildirfolder", "new", "tmp"]);
    expect(statSync(join(maildir, folder, "maildirfolder")).size).toBe(0);
    for (const name of ["", "cur", "new", "tmp"]) {
      const { mode, uid } = statSync(join(maildir, folder, name));
      expect([mode & 0o777, uid]).toEqual([0o700, statSync(maildir).uid]);
    }
  }
  expect(readFileSync(join(maildir, "subscriptions"), "utf8").split("\n").sort()).toEqual(["", "Junk", "Quarantine"]);
  await put("ann/more", { spam: "FAIL" });
  expect(await owner.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(readFileSync(join(maildir, "subscriptions"), "utf8").split("\n")).toHaveLength(3);
  expect(existsSync(join(maildir, "subscriptions.lock"))).toBe(false);
});

test("a deleted folder is made again with the next junk; an unsubscription stays", async () => {
  await owner.clear(settings());
  await put("ann/1", { spam: "FAIL" });
  await owner.import();
  rmSync(join(owner.maildir("ann"), "subscriptions"));
  await put("ann/2", { spam: "FAIL" });
  await owner.import();
  expect(existsSync(join(owner.maildir("ann"), "subscriptions"))).toBe(false);
  rmSync(join(owner.maildir("ann"), ".Junk"), { recursive: true });
  await put("ann/3", { spam: "FAIL" });
  expect(await owner.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(subjects(".Junk")).toEqual(["ann/3"]);
});

test("hold: the message stays in the bucket and every run names it", async () => {
  await owner.clear(settings({ verdicts: { virus: "hold", spam: "deliver" } }));
  await put("ann/clean", {});
  await put("ann/virus", { virus: "FAIL" });
  await put("ann/spam", { spam: "FAIL" });
  const said = "standby-mx import: held for ann: mail/ann/virus: SES found a virus; importer.verdicts";
  const first = await owner.import();
  expect(first).toMatchObject({ exitCode: 1, stdout: "standby-mx import: 2 messages delivered, 1 held\n" });
  expect(first.stderr).toContain(said);
  const second = await owner.import();
  expect(second).toMatchObject({ exitCode: 1, stdout: "standby-mx import: 0 messages delivered, 1 held\n" });
  expect(second.stderr).toContain(said);
  expect(await owner.waiting()).toEqual(["ann/virus"]);
  owner.settings(settings({ verdicts: { virus: "quarantine" }, folders: { quarantine: "Not to be opened" } }));
  expect(await owner.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(subjects(".Not to be opened")).toEqual(["ann/virus"]);
});

describe("verdicts that the sender wrote do nothing", () => {
  const claims = "X-SES-Spam-Verdict: FAIL\r\nX-SES-Virus-Verdict: FAIL\r\n";

  test.each([
    ["a whole block that says that all is well, below one that says virus", { virus: "FAIL" }, forged, ".Quarantine"],
    ["claims of spam and virus, below one that says that all is well", {}, claims + forged, ""],
  ])("%s", async (_, parts, message, folder) => {
    await owner.clear(settings());
    await put("ann/1", parts, message);
    expect(await owner.import()).toMatchObject({ exitCode: 0, stderr: "" });
    expect(owner.messages("ann", folder)).toEqual([stored(sesBlock(parts) + message)]);
    expect(readdirSync(join(owner.maildir("ann"), "new"))).toHaveLength(folder === "" ? 1 : 0);
  });

  test("claims without any block of SES", async () => {
    await owner.clear(settings());
    await owner.bucket.put("ann/1", Buffer.from(claims + forged, "latin1"));
    expect(await owner.import()).toMatchObject({ exitCode: 0, stderr: "" });
    expect(owner.messages("ann")).toEqual([stored(claims + forged)]);
  });
});

test("a file in the folder's place holds the folder's messages, and no others", async () => {
  await owner.clear(settings());
  mkdirSync(join(owner.place, "elsewhere"), { recursive: true });
  symlinkSync(join(owner.place, "elsewhere"), join(owner.maildir("ann"), ".Junk"));
  await put("ann/spam", { spam: "FAIL" });
  await put("ann/clean", {});
  const { exitCode, stderr } = await owner.import();
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /held for ann: mail\/ann\/spam: expected .*\/\.Junk to be a directory of uid .*importer\.folders/,
  );
  expect(subjects()).toEqual(["ann/clean"]);
  expect(readdirSync(join(owner.place, "elsewhere"))).toEqual([]);
});
