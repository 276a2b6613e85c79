import execa from "execa";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startCrashServers } from "../../fixtures/crash/crash-servers";
import { runPlain } from "../../fixtures/crash/strace";
import type { ReadMessage } from "../../fixtures/dovecot/reader";
import { Reader } from "../../fixtures/dovecot/reader";
import { importCommand } from "../../fixtures/host/import-command";
import { writeOneMailbox } from "../../fixtures/host/one-mailbox";
import { s3Environment } from "../../fixtures/s3/s3-server";
import { sesBlock } from "../../fixtures/ses-block";

// Every fixture message is stored in S3 with SES's headers, imported, and read by other programs.
const folder = resolve(__dirname, "../../fixtures/messages");
const anna = { name: "anna", uid: 20001, gid: 20001 };
const names = readdirSync(folder).filter((name) => name.endsWith(".eml"));
/** Object keys, and times at which they were stored, in another order than that of arrival. */
const messages = names.map((name, index) => {
  const shuffled = (index * 7) % names.length;
  const arrived = new Date(Date.UTC(2026, 2, 1, 12, index));
  return {
    name,
    key: `anna/${String(shuffled).padStart(40, "0")}`,
    arrived,
    stored: new Date(Date.UTC(2026, 2, 2, 12, shuffled)),
    sent: Buffer.concat([Buffer.from(sesBlockOf(name, arrived)), readFileSync(join(folder, name))]),
  };
});
/** The importer's headers, and then every sent byte. */
const delivered = messages.map(({ key, sent }) => Buffer.concat([Buffer.from(addedTo(key, sent)), sent]));

let servers: Awaited<ReturnType<typeof startCrashServers>>;
let maildir: string;
let read: ReadMessage[];
const directory = mkdtempSync(join(tmpdir(), "readers-"));

beforeAll(async () => {
  servers = await startCrashServers();
  maildir = servers.dovecot.addUser(anna);
  await servers.s3.makeBucket("mail");
  for (const { key, sent, stored } of messages) {
    await servers.s3.put("mail", key, sent);
    servers.s3.setLastModified("mail", key, stored);
  }
  writeOneMailbox({ directory, user: "anna", bucket: "mail", maildir, importer: { addedHeaders: true } });
  const env = s3Environment(servers.s3.endpoint);
  expect(await runPlain({ argv: importCommand(servers.importer, directory), env })).toEqual({
    exitCode: 0,
    stderr: "",
  });
  cpSync(maildir, join(directory, "untouched"), { recursive: true, preserveTimestamps: true });
  const reader = await Reader.login(servers.dovecot, "anna");
  read = await reader.read();
  await reader.logout();
}, 300_000);

afterAll(async () => {
  await servers.close();
  rmSync(directory, { recursive: true });
});

test.each(names.map((name, index) => ({ name, index })))(
  "$name: BODY[] is the sent message after the added headers",
  ({ index }) => {
    expect(latin1(read[index]?.source)).toBe(canonical(delivered[index]));
  },
);

test("the messages have the order of their arrival, which is their INTERNALDATE", () => {
  expect(read.map(({ internalDate }) => internalDate)).toEqual(messages.map(({ arrived }) => arrived));
});

test("Dovecot logged no problem", () => {
  expect(servers.dovecot.problems()).toEqual([]);
});

test("only the user owns and can read the files", () => {
  const { stdout } = execa.sync("find", [maildir, "-type", "f", "-name", "1*", "-printf", "%m %U %G\n"]);
  expect(stdout.split("\n")).toEqual(names.map(() => "600 20001 20001"));
});

test("Python's mailbox reads each message, bytes and date", () => {
  const script = `
import mailbox, json, sys, base64
box = mailbox.Maildir(sys.argv[1], create=False)
print(json.dumps([[m.get_date(), base64.b64encode(box.get_bytes(k)).decode()] for k, m in box.iteritems()]))`;
  const { stdout } = execa.sync("python3", ["-c", script, join(directory, "untouched")], { maxBuffer: 1 << 28 });
  const found = (JSON.parse(stdout) as [number, string][]).sort(([a], [b]) => a - b);
  expect(found.map(([date]) => date * 1000)).toEqual(messages.map(({ arrived }) => arrived.getTime()));
  expect(found.map(([, text]) => latin1(Buffer.from(text, "base64")))).toEqual(delivered.map(inMaildir));
});

test("notmuch indexes every message with a sender, a recipient or a subject", () => {
  const home = join(directory, "notmuch");
  cpSync(join(directory, "untouched"), join(home, "mail"), { recursive: true, preserveTimestamps: true });
  const env = { HOME: home, NOTMUCH_CONFIG: join(home, "config") };
  writeFileSync(env.NOTMUCH_CONFIG, `[database]\npath=${home}/mail\n`);
  execa.sync("notmuch", ["new"], { env });
  const { stdout } = execa.sync("notmuch", ["search", "--output=files", "--exclude=false", "*"], { env });
  const found = stdout.split("\n").map((file) => /^X-Fixture: (.*)$/m.exec(readFileSync(file, "latin1"))?.[1]);
  const noMail = ["empty.eml", "no-headers.eml", "text-without-headers.eml"];
  expect(found.sort()).toEqual(names.filter((name) => !noMail.includes(name)).sort());
});

/** SES's block, with a header by which a program that knows nothing of keys can tell the fixture. */
function sesBlockOf(name: string, received: Date): string {
  return `X-Fixture: ${name}\r\n${sesBlock({ recipient: "mail@anna.example", received })}`;
}

function addedTo(key: string, sent: Buffer): string {
  const etag = createHash("md5").update(sent).digest("hex");
  return (
    "X-Original-To: mail@anna.example\r\nDelivered-To: mail@anna.example\r\n" +
    `X-Standby-MX: bucket=mail;\r\n key=${key};\r\n etag=${etag}\r\n`
  );
}

/** A message with the line ends of a Maildir. */
function inMaildir(message: Buffer | undefined): string {
  return latin1(message).replaceAll("\r\n", "\n");
}

/**
 * As IMAP has it: each line ended by CRLF. So CR CR LF cannot be told from CR LF (Postfix, too, drops all CRs at a line's end);
 * and NUL cannot be in a literal: Dovecot shows 0x80 in its place.
 */
function canonical(message: Buffer | undefined): string {
  return inMaildir(message).replace(/\r?\n/g, "\r\n").replaceAll("\0", "\x80");
}

function latin1(message: Buffer | undefined): string {
  return (message ?? Buffer.alloc(0)).toString("latin1");
}
