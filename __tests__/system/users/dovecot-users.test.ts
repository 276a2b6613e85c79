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

test("a Dovecot that cannot list its users is an error that says what to do", async () => {
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

test("init finds Dovecot's LMTP server where the mail is in no Maildir", async () => {
  const dovecotConfig = join(dirname(other.configFile), "mdbox.conf");
  writeFileSync(dovecotConfig, readFileSync(other.configFile, "utf8").replace("maildir:~/Maildir", "mdbox:~/mdbox"));
  const places = await findPlaces(["anna"], { postfix: undefined, dovecotConfig, users: [] });
  expect(places.get("anna")).toEqual({ lmtp: join(dirname(other.configFile), "run/lmtp") });
});

test("init finds each user's Maildir, without an owner in the settings", async () => {
  const places = await findPlaces(["anna", "ben", "nobody-here"], {
    postfix: undefined,
    dovecotConfig: other.configFile,
    users: [],
  });
  expect(places.get("anna")).toEqual({ maildir: other.maildir("anna"), owner: undefined, doubt: undefined });
  expect(places.get("ben")).toMatchObject({ maildir: other.maildir("ben") });
  expect(places.get("nobody-here")).toEqual({ doubt: "neither Dovecot nor Postfix says where its mail is" });
});
