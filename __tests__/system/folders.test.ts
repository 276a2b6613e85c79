import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { bundle } from "../../fixtures/command";
import { runPlain } from "../../fixtures/crash/strace";
import { type Dovecot, type DovecotUser, startDovecot } from "../../fixtures/dovecot/dovecot";
import { Reader } from "../../fixtures/dovecot/reader";
import { importCommand } from "../../fixtures/host/import-command";
import { writeOneMailbox } from "../../fixtures/host/one-mailbox";
import { sesBlock, type SesBlockParts } from "../../fixtures/ses-block";
import { DirectoryStore } from "../../store/directory-store";

// The built command, as root, delivers mail with failed verdicts into folders, which a real Dovecot shows to the reader.
let dovecot: Dovecot;
let place: string;

beforeAll(async () => {
  dovecot = await startDovecot();
});
afterAll(() => dovecot.stop());
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "folders-"));
  // A copy, because the bundle may be built again meanwhile.
  copyFileSync(bundle, join(place, "standby-mx.js"));
});
afterEach(() => {
  rmSync(place, { recursive: true });
  expect(dovecot.problems()).toEqual([]);
});

let users = 0;

function newUser(): DovecotUser {
  const uid = 50_000 + ++users;
  const user = { name: `reader${users}`, uid, gid: uid };
  const maildir = dovecot.addUser(user);
  writeOneMailbox({ directory: place, user: user.name, bucket: "mail", maildir });
  return user;
}

async function receive({ name }: DovecotUser, subject: string, parts: SesBlockParts): Promise<string> {
  const sent = `${sesBlock(parts)}Subject: ${subject}\r\n\r\nhello\r\n`;
  const bucket = new DirectoryStore(join(place, "store", "mail"));
  await bucket.create();
  await bucket.put(`${name}/${subject}`, Buffer.from(sent));
  return sent;
}

const runImport = () =>
  runPlain({ argv: importCommand(join(place, "standby-mx.js"), place, `dir:${join(place, "store")}`), env: {} });

test("the reader sees the folders, is subscribed to them, and fetches their messages", async () => {
  const user = newUser();
  const clean = await receive(user, "clean", {});
  const spam = await receive(user, "spam", { spam: "FAIL" });
  const virus = await receive(user, "virus", { virus: "FAIL" });
  expect(await runImport()).toEqual({ exitCode: 0, stderr: "" });
  const reader = await Reader.login(dovecot, user.name);
  expect(await reader.folders()).toEqual(
    expect.arrayContaining([
      { path: "Junk", subscribed: true },
      { path: "Quarantine", subscribed: true },
    ]),
  );
  const sources = async (folder: string) => (await reader.read(folder)).map(({ source }) => source.toString());
  expect(await sources("INBOX")).toEqual([clean]);
  expect(await sources("Junk")).toEqual([spam]);
  expect(await sources("Quarantine")).toEqual([virus]);
  // The folders behave as ordinary folders.
  expect(await reader.flagAll(["\\Seen"], "Junk")).toBe(1);
  expect(await reader.moveAll("Archive", "Junk")).toBe(1);
  expect(await sources("Archive")).toEqual([spam]);
  await reader.logout();
});

test.each([
  ["without", false],
  ["with", true],
])("any folder names and levels are shown and subscribed, %s subscriptions before", async (_, before) => {
  const user = newUser();
  if (before) {
    const first = await Reader.login(dovecot, user.name);
    await first.subscribe("Sent");
    await first.logout();
  }
  const settingsFile = join(place, "settings.yaml");
  const folders = { junk: "Indésirables", quarantine: "Archiv/Gefährliches & Böses" };
  const settings = parse(readFileSync(settingsFile, "utf8")) as { importer: object };
  writeFileSync(settingsFile, stringify({ ...settings, importer: { ...settings.importer, folders } }));
  const spam = await receive(user, "spam", { spam: "FAIL" });
  const virus = await receive(user, "virus", { virus: "FAIL" });
  expect(await runImport()).toEqual({ exitCode: 0, stderr: "" });
  const reader = await Reader.login(dovecot, user.name);
  const shown = await reader.folders();
  const [nested] = shown.filter(({ path }) => /^Archiv.Gefährliches & Böses$/.test(path));
  expect(nested).toMatchObject({ subscribed: true });
  expect(shown).toContainEqual({ path: "Indésirables", subscribed: true });
  const sources = async (folder: string) => (await reader.read(folder)).map(({ source }) => source.toString());
  expect(await sources("Indésirables")).toEqual([spam]);
  expect(await sources(nested!.path)).toEqual([virus]);
  await reader.logout();
});

test("all files belong to the reader, and no other user can read them", async () => {
  const user = newUser();
  await receive(user, "spam", { spam: "FAIL" });
  expect(await runImport()).toEqual({ exitCode: 0, stderr: "" });
  const junk = join(dovecot.maildir(user.name), ".Junk");
  for (const path of [junk, ...["cur", "new", "tmp"].map((name) => join(junk, name))]) {
    const { uid, gid, mode } = statSync(path);
    expect({ path, uid, gid, mode: mode & 0o777 }).toEqual({ path, uid: user.uid, gid: user.gid, mode: 0o700 });
  }
  for (const path of [join(junk, "maildirfolder"), join(dovecot.maildir(user.name), "subscriptions")]) {
    const { uid, gid, mode } = statSync(path);
    expect({ path, uid, gid, mode: mode & 0o777 }).toEqual({ path, uid: user.uid, gid: user.gid, mode: 0o600 });
  }
});

test("a folder that Dovecot made is used unchanged, and its subscriptions stay", async () => {
  const user = newUser();
  const before = await Reader.login(dovecot, user.name);
  await before.moveAll("Junk");
  await before.moveAll("Lists/standby-mx");
  await before.unsubscribe("Junk");
  const spam = await receive(user, "spam", { spam: "FAIL" });
  await receive(user, "virus", { virus: "FAIL" });
  // While the reader is logged in.
  expect(await runImport()).toEqual({ exitCode: 0, stderr: "" });
  await before.logout();
  const written = readFileSync(join(dovecot.maildir(user.name), "subscriptions"), "utf8");
  expect(written).toBe("V\t2\n\nLists\tstandby-mx\nQuarantine\n");

  const reader = await Reader.login(dovecot, user.name);
  expect((await reader.read("Junk")).map(({ source }) => source.toString())).toEqual([spam]);
  const subscribed = async () => (await reader.folders()).filter((one) => one.subscribed).map(({ path }) => path);
  expect((await subscribed()).sort()).toEqual(expect.arrayContaining(["Lists/standby-mx", "Quarantine"]));
  expect(await subscribed()).not.toContain("Junk");
  // Dovecot continues to write the file that the importer has written.
  await reader.subscribe("Junk");
  expect((await subscribed()).sort()).toEqual(expect.arrayContaining(["Junk", "Lists/standby-mx", "Quarantine"]));
  await reader.logout();
});
