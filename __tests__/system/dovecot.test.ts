import { chownSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import type { Dovecot } from "../../fixtures/dovecot/dovecot";
import { startDovecot } from "../../fixtures/dovecot/dovecot";
import { Reader } from "../../fixtures/dovecot/reader";

// The assumptions of the system tests about a reader of Dovecot.
const anna = { name: "anna", uid: 20001, gid: 20001 };
const ben = { name: "ben", uid: 20002, gid: 20002 };
const message = "Subject: hello\nFrom: a@example.net\n\nGr\u00fc\u00dfe\n";
const received = new Date("2026-03-04T05:06:07Z");
let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot([anna, ben]);
});
afterAll(() => dovecot.stop());

function deliver(user: typeof anna, name: string, owner = user): void {
  const path = join(dovecot.maildir(user.name), "new", name);
  writeFileSync(path, message, { mode: 0o600 });
  chownSync(path, owner.uid, owner.gid);
  utimesSync(path, received, received);
}

test("a file in new/ is in the INBOX with CRLF, and its mtime is the INTERNALDATE", async () => {
  deliver(anna, "1772600767.M1.host");
  const reader = await Reader.login(dovecot, "anna");
  const [read, ...others] = await reader.read();
  await reader.logout();
  expect(others).toEqual([]);
  expect(read?.source.toString()).toBe(message.replaceAll("\n", "\r\n"));
  expect(read?.internalDate).toEqual(received);
  expect(dovecot.problems()).toEqual([]);
});

test("the reader flags, moves and expunges as a mail client does", async () => {
  deliver(ben, "1772600767.M1.host");
  const reader = await Reader.login(dovecot, "ben");
  expect(await reader.flagAll(["\\Seen", "\\Flagged"])).toBe(1);
  expect(readdirSync(join(dovecot.maildir("ben"), "cur"))).toEqual(["1772600767.M1.host:2,FS"]);
  expect(await reader.moveAll("Archive")).toBe(1);
  expect(await reader.read("INBOX")).toEqual([]);
  expect((await reader.read("Archive"))[0]?.flags).toEqual(expect.arrayContaining(["\\Seen", "\\Flagged"]));
  expect(await reader.expungeAll("Archive")).toBe(1);
  expect(await reader.read("Archive")).toEqual([]);
  await reader.logout();
  expect(dovecot.problems()).toEqual([]);
});

test("a user added later can log in at once", async () => {
  const late = { name: "late", uid: 20003, gid: 20003 };
  dovecot.addUser(late);
  deliver(late, "1772600767.M1.host");
  const reader = await Reader.login(dovecot, "late");
  expect(await reader.read()).toHaveLength(1);
  await reader.logout();
});

test("problems() has errors, here a file that the user must not read", async () => {
  const carl = { name: "carl", uid: 20004, gid: 20004 };
  dovecot.addUser(carl);
  deliver(carl, "1772600767.M1.host", { name: "root", uid: 0, gid: 0 });
  const reader = await Reader.login(dovecot, "carl");
  const outcome = await reader.read().catch(() => "failed");
  await reader.logout().catch(() => undefined);
  expect(outcome).not.toHaveLength(1);
  expect(dovecot.problems().join("\n")).toContain("Permission denied");
});

test("LMTP runs the user's Sieve script, which discards a duplicate", async () => {
  const dora = { name: "dora", uid: 20005, gid: 20005 };
  dovecot.addUser(dora);
  dovecot.sieve(dora, 'require ["duplicate"];\nif duplicate :header "X-Trace" { discard; stop; }\n');
  const lmtp = createTransport({ host: "127.0.0.1", port: dovecot.lmtpPort, lmtp: true, ignoreTLS: true });
  for (const trace of ["one", "two", "one"]) {
    const raw = `X-Trace: ${trace}\r\nSubject: ${trace}\r\n\r\nhello\r\n`;
    await lmtp.sendMail({ envelope: { from: "a@example.net", to: "dora@example.org" }, raw });
  }
  lmtp.close();
  const reader = await Reader.login(dovecot, "dora");
  const subjects = (await reader.read()).map(({ source }) => /^Subject: (.*)\r$/m.exec(source.toString())?.[1]);
  await reader.logout();
  expect(subjects).toEqual(["one", "two"]);
});
