import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { sesBlock, type SesBlockParts } from "../../../fixtures/ses-block";
import { CommandHost } from "../../../fixtures/host/command-host";

let host: CommandHost;
beforeAll(async () => {
  host = await CommandHost.create(["ann", "bob"]);
});
afterAll(() => host.remove());

const forged = readFileSync(join(__dirname, "../../../fixtures/messages/forged-ses-headers.eml"), "latin1");
const settings = (more: object = {}) => ({ addedHeaders: false, ...more });
const put = (key: string, parts: SesBlockParts, message = `Subject: ${key}\r\n\r\nhello\r\n`) =>
  host.put(key, sesBlock(parts) + message);
const stored = (text: string) => text.replaceAll("\r\n", "\n");
const subjects = (folder?: string) => host.messages("ann", folder).map((text) => /^Subject: (.*)$/m.exec(text)?.[1]);

test("by default a virus goes to quarantine, spam and forged mail to junk", async () => {
  await host.clear(settings());
  await put("ann/clean", {});
  await put("ann/virus", { virus: "FAIL" });
  await put("ann/spam", { spam: "FAIL" });
  await put("ann/spoofed", { dmarc: "dmarc=fail (p=reject) header.from=bank.example" });
  await put("ann/both", { virus: "FAIL", spam: "FAIL" });
  expect(await host.import()).toEqual({
    exitCode: 0,
    stdout: "standby-mx import: 5 messages delivered\n",
    stderr: "",
  });
  expect(subjects()).toEqual(["ann/clean"]);
  expect(subjects(".Junk").sort()).toEqual(["ann/spam", "ann/spoofed"]);
  expect(subjects(".Quarantine").sort()).toEqual(["ann/both", "ann/virus"]);
  expect(await host.waiting()).toEqual([]);
});

test("the folders are as Dovecot makes them, and subscribed once", async () => {
  const maildir = host.maildir("ann");
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
  expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(readFileSync(join(maildir, "subscriptions"), "utf8").split("\n")).toHaveLength(3);
  expect(existsSync(join(maildir, "subscriptions.lock"))).toBe(false);
});

test("a deleted folder is made again with the next junk; an unsubscription stays", async () => {
  await host.clear(settings());
  await put("ann/1", { spam: "FAIL" });
  await host.import();
  rmSync(join(host.maildir("ann"), "subscriptions"));
  await put("ann/2", { spam: "FAIL" });
  await host.import();
  expect(existsSync(join(host.maildir("ann"), "subscriptions"))).toBe(false);
  rmSync(join(host.maildir("ann"), ".Junk"), { recursive: true });
  await put("ann/3", { spam: "FAIL" });
  expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(subjects(".Junk")).toEqual(["ann/3"]);
});

test("hold: the message stays in the bucket and every run reports it", async () => {
  await host.clear(settings({ verdicts: { virus: "hold", spam: "deliver" } }));
  await put("ann/clean", {});
  await put("ann/virus", { virus: "FAIL" });
  await put("ann/spam", { spam: "FAIL" });
  const said = "standby-mx import: held for ann: mail/ann/virus: SES found a virus; importer.verdicts";
  const first = await host.import();
  expect(first).toMatchObject({ exitCode: 1, stdout: "standby-mx import: 2 messages delivered, 1 held\n" });
  expect(first.stderr).toContain(said);
  const second = await host.import();
  expect(second).toMatchObject({ exitCode: 1, stdout: "standby-mx import: 0 messages delivered, 1 held\n" });
  expect(second.stderr).toContain(said);
  expect(await host.waiting()).toEqual(["ann/virus"]);
  host.configureImporter(settings({ verdicts: { virus: "quarantine" }, folders: { quarantine: "Not to be opened" } }));
  expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(subjects(".Not to be opened")).toEqual(["ann/virus"]);
});

describe("verdict headers that the sender wrote have no effect", () => {
  const claims = "X-SES-Spam-Verdict: FAIL\r\nX-SES-Virus-Verdict: FAIL\r\n";

  test.each([
    ["a whole block that says that all is well, below one that says virus", { virus: "FAIL" }, forged, ".Quarantine"],
    ["claims of spam and virus, below one that says that all is well", {}, claims + forged, ""],
  ])("%s", async (_, parts, message, folder) => {
    await host.clear(settings());
    await put("ann/1", parts, message);
    expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
    expect(host.messages("ann", folder)).toEqual([stored(sesBlock(parts) + message)]);
    expect(readdirSync(join(host.maildir("ann"), "new"))).toHaveLength(folder === "" ? 1 : 0);
  });

  test("headers without any block of SES", async () => {
    await host.clear(settings());
    await host.put("ann/1", claims + forged);
    expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
    expect(host.messages("ann")).toEqual([stored(claims + forged)]);
  });
});

test("a file at the folder's path holds the folder's messages, and no others", async () => {
  await host.clear(settings());
  mkdirSync(join(host.directory, "elsewhere"), { recursive: true });
  symlinkSync(join(host.directory, "elsewhere"), join(host.maildir("ann"), ".Junk"));
  await put("ann/spam", { spam: "FAIL" });
  await put("ann/clean", {});
  const { exitCode, stderr } = await host.import();
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /held for ann: mail\/ann\/spam: expected .*\/\.Junk to be a directory of uid .*importer\.folders/,
  );
  expect(subjects()).toEqual(["ann/clean"]);
  expect(readdirSync(join(host.directory, "elsewhere"))).toEqual([]);
});
