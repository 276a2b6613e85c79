import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startDovecot, type Dovecot } from "../../../fixtures/dovecot/dovecot";
import { findPlaces } from "../../../operator/init/mailbox-places";
import { readDovecot } from "../../../operator/users/sources/read-dovecot";

const users = [
  { name: "anna", uid: 20101, gid: 20101 },
  { name: "ben", uid: 20102, gid: 20102 },
];
let listing: Dovecot;
let other: Dovecot;
beforeAll(async () => {
  [listing, other] = await Promise.all([startDovecot(users, { isListable: true }), startDovecot(users)]);
});
afterAll(async () => {
  await Promise.all([listing.stop(), other.stop()]);
});

const domains = ["example.org", "example.net"];

test("a Dovecot that can list its users has an address of each in each domain", async () => {
  const { entries, read } = await readDovecot(domains, { configFile: listing.configFile });
  expect(read).toEqual(["doveadm user '*'"]);
  expect(entries.map(({ address, mailbox }) => [address, mailbox]).sort()).toEqual([
    ["anna@example.net", "anna"],
    ["anna@example.org", "anna"],
    ["ben@example.net", "ben"],
    ["ben@example.org", "ben"],
  ]);
});

test("a Dovecot that cannot list its users is an error with a remedy", async () => {
  await expect(readDovecot(domains, { configFile: other.configFile })).rejects.toThrow(
    /^expected doveadm .* found exit code .*Dovecot lists users only with an iterate_query/s,
  );
});

test("passwd-files are read without a running Dovecot", async () => {
  const directory = mkdtempSync(join(tmpdir(), "passwd-file-"));
  try {
    const file = join(directory, "users");
    writeFileSync(
      file,
      "# virtual users\nInfo@Example.org:{SSHA}x:5000:5000::/var/vmail/info::\n\nbob:x:5000:5000::/home/bob\n",
    );
    const { entries } = await readDovecot(["example.net"], { passwdFiles: [file] });
    expect(entries.map(({ address, mailbox }) => [address, mailbox])).toEqual([
      ["info@example.org", "info@example.org"],
      ["bob@example.net", "bob"],
    ]);
    writeFileSync(file, "# none\n");
    await expect(readDovecot(["example.net"], { passwdFiles: [file] })).rejects.toThrow("expected users in");
  } finally {
    rmSync(directory, { recursive: true });
  }
});

describe("init finds the mail of Dovecot's users", () => {
  /** The place of anna's mail in a Dovecot with other lines of configuration. */
  async function placeOfAnna(changed: (config: string) => string, dovecot = other) {
    const dovecotConfig = join(dirname(dovecot.configFile), "changed.conf");
    writeFileSync(dovecotConfig, changed(readFileSync(dovecot.configFile, "utf8")));
    return (await findPlaces(["anna"], { postfix: undefined, dovecotConfig, users: [] })).get("anna");
  }
  const at = (location: string) => (config: string) => config.replace("maildir:~/Maildir", location);
  const inNamespace = (location: string) => (config: string) =>
    config.replace("inbox = yes", `inbox = yes\n  location = ${location}`);
  const socket = () => join(dirname(other.configFile), "run/lmtp");

  test.each([
    ["mdbox", at("mdbox:~/mdbox")],
    ["mbox", at("mbox:~/mail:INBOX=/var/mail/%u")],
    ["a Maildir whose INBOX is elsewhere", at("maildir:~/Maildir:INBOX=~/Inbox")],
    ["an mbox in the namespace of the INBOX", inNamespace("mbox:~/mail")],
  ])("in %s: by its LMTP server", async (_, changed) => {
    expect(await placeOfAnna(changed)).toEqual({ lmtp: socket() });
  });

  test.each([
    ["the first letter of the user", at("maildir:~/../%1n/Mail"), "../a/Mail"],
    ["a Maildir of the namespace", inNamespace("maildir:~/Other"), "Other"],
  ])("in a path with %s: where Dovecot says", async (_, changed, path) => {
    expect((await placeOfAnna(changed))?.maildir).toBe(join(other.home("anna"), path));
  });

  test("or says that Dovecot gave no answer, and why", async () => {
    const stopped = await placeOfAnna((config) => config.replaceAll("/run\n", "/stopped\n"));
    expect(stopped?.doubt).toMatch(/^Dovecot did not say where its mail is \(doveadm user failed: .*connect\(/);
    const broken = await placeOfAnna((config) => `${config}no_such_setting = 1\n`);
    expect(broken?.doubt).toMatch(/\(doveconf -n failed: .*no_such_setting\)$/);
    expect([stopped?.maildir, broken?.maildir]).toEqual([undefined, undefined]);
  });
});

test("init finds each user's Maildir, without an owner in the settings", async () => {
  const places = await findPlaces(["anna", "ben", "nobody-here"], {
    postfix: undefined,
    dovecotConfig: listing.configFile,
    users: [],
  });
  expect(places.get("anna")).toEqual({ maildir: listing.maildir("anna"), owner: undefined, doubt: undefined });
  expect(places.get("ben")).toMatchObject({ maildir: listing.maildir("ben") });
  expect(places.get("nobody-here")).toEqual({ doubt: "neither Dovecot nor Postfix says where its mail is" });
});
