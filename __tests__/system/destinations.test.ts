import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createTransport } from "nodemailer";
import { stringify } from "yaml";
import { bundle } from "../../fixtures/command";
import { type Dovecot, startDovecot } from "../../fixtures/dovecot/dovecot";
import { Reader } from "../../fixtures/dovecot/reader";
import { type CrashProxy, crashProxy } from "../../fixtures/smtp/crash-proxy";
import { type Ended, type RunningProcess, startProcess } from "../../fixtures/process";
import { freePorts } from "../../fixtures/server/free-port";
import { DirectoryStore } from "../../store/directory-store";

// The built command hands mail to a real Dovecot with Sieve, by LMTP or by its delivery agent.
const folder = resolve(__dirname, "../../fixtures/messages");
const place = mkdtempSync(join(tmpdir(), "lmtp-"));
const bucket = new DirectoryStore(join(place, "store", "mail"));
const command = join(place, "standby-mx.js");
let dovecot: Dovecot;
let proxy: CrashProxy;

beforeAll(async () => {
  dovecot = await startDovecot();
  proxy = await crashProxy(dovecot.lmtpPort);
  // A copy, because the bundle may be built again meanwhile.
  copyFileSync(bundle, command);
  await bucket.create();
  mkdirSync(join(place, "state"), { mode: 0o700 });
});

afterAll(async () => {
  await proxy.close();
  await dovecot.stop();
  rmSync(place, { recursive: true });
});

afterEach(() => {
  proxy.onTaken = undefined;
  expect(dovecot.problems()).toEqual([]);
});

let users = 0;

/** A Dovecot user with an empty mailbox. */
function newUser(sieve?: string) {
  const uid = 40_000 + ++users;
  const user = { name: `user${users}`, uid, gid: uid };
  dovecot.addUser(user);
  if (sieve !== undefined) dovecot.sieve(user, sieve);
  return user;
}

interface Setting {
  readonly port?: number;
  readonly onUnknown?: "resend" | "hold";
  /** The command of the destination, in place of LMTP. */
  readonly command?: readonly string[];
  readonly owner?: string;
}

function commandLine(
  user: string,
  { port = dovecot.lmtpPort, onUnknown = "resend", command: argv, owner }: Setting,
): readonly string[] {
  const receiver = argv ? { command: argv } : { lmtp: `127.0.0.1:${port}` };
  const settings = {
    regions: ["eu-west-1"],
    bucket: "mail",
    domains: [{ name: "example.org", primary: [{ host: "mail.example.org" }], dns: "elsewhere" }],
    mailboxes: [{ user, addresses: [user], destination: { ...receiver, onUnknown }, ...(owner && { owner }) }],
    importer: { stateDirectory: join(place, "state") },
  };
  writeFileSync(join(place, "settings.yaml"), stringify(settings));
  return [command, "import", "--settings", join(place, "settings.yaml"), "--store", `dir:${join(place, "store")}`];
}

/** Runs the importer to its end; `begun` gets the process. */
function runImport(
  user: string,
  setting: Setting = {},
  more: readonly string[] = [],
  begun?: (child: RunningProcess["child"]) => void,
): Promise<Ended> {
  const { child, ended } = startProcess(process.execPath, [...commandLine(user, setting), ...more]);
  begun?.(child);
  return ended;
}

/** Runs the importer, and kills it when Dovecot has accepted the message. */
function runKilled(user: string, setting: Setting = {}): Promise<Ended> {
  return runImport(user, { ...setting, port: proxy.port }, [], (child) => {
    proxy.onTaken = () => child.kill("SIGKILL");
  });
}

async function read(user: string): Promise<Buffer[]> {
  const reader = await Reader.login(dovecot, user);
  const messages = await reader.read();
  await reader.logout();
  return messages.map(({ source }) => source);
}

async function waiting(): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of bucket.list("")) keys.push(...page.map(({ key }) => key));
  return keys;
}

const sesBlock = (recipient: string, sender = "sender@sender.example") =>
  [
    `Return-Path: <${sender}>`,
    "Received: from mx.sender.example (mx.sender.example [192.0.2.1])",
    " by inbound-smtp.us-east-1.amazonaws.com with SMTP id 795hue2ttd6ie60k15ji41vbso3q721dlq9g6f81",
    ` for ${recipient};`,
    " Sun, 1 Mar 2026 12:00:00 +0000 (UTC)",
    "X-SES-Spam-Verdict: PASS",
    "X-SES-Virus-Verdict: PASS",
    "Received-SPF: none (spfCheck: x) client-ip=192.0.2.1; envelope-from=sender@sender.example; helo=mx.sender.example;",
    "Authentication-Results: amazonses.com;",
    " spf=none (spfCheck: x) client-ip=192.0.2.1; envelope-from=sender@sender.example; helo=mx.sender.example;",
    " dmarc=none header.from=sender.example;",
    "X-SES-RECEIPT: AEFBQUFB",
    "X-SES-DKIM-SIGNATURE: a=rsa-sha256; d=amazonses.com; b=AAAA",
    "",
  ].join("\r\n");

function messageText(to: string, subject: string, date = "Sun, 1 Mar 2026 12:00:00 +0000"): string {
  const address = `${to}@example.org`;
  const headers = [`From: Sender <sender@sender.example>`, `To: <${address}>`, `Subject: ${subject}`, `Date: ${date}`];
  return [...headers, `Message-ID: <${subject}@sender.example>`, "", "hello", ""].join("\r\n");
}

const fromSes = (user: string, text: string) => Buffer.from(sesBlock(`${user}@example.org`) + text, "latin1");

test("every fixture message: BODY[] ends with the sent bytes, after Dovecot's headers", async () => {
  const { name: user } = newUser();
  const sent = new Map<string, string>();
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".eml"))) {
    const bytes = Buffer.concat([fromSes(user, `X-Fixture: ${name}\r\n`), readFileSync(join(folder, name))]);
    await bucket.put(`${user}/${name}`, bytes);
    sent.set(name, bytes.toString("latin1"));
  }
  const ran = await runImport(user, {}, ["--json"]);
  expect({ ...ran, stdout: JSON.parse(ran.stdout) as object }).toMatchObject({
    exitCode: 0,
    stderr: "",
    stdout: { delivered: sent.size, deleted: sent.size, exitCode: 0 },
  });
  const bodies = (await read(user)).map((source) => source.toString("latin1"));
  const found = new Map(bodies.map((body) => [/^X-Fixture: (.*)\r$/m.exec(body)?.[1] ?? "", body]));
  expect([...found.keys()].sort()).toEqual([...sent.keys()].sort());
  for (const [name, text] of sent) {
    // LMTP cannot transfer a bare CR or LF, and IMAP no NUL (RFC 3501 section 4.3.1), which Dovecot replaces by 0x80.
    const lines = text.replace(/\r\n|\r|\n/g, "\r\n").replaceAll("\0", "\x80");
    const expected = lines.replace(/([^\n])$/, "$1\r\n");
    const body = found.get(name)!;
    expect({ name, end: body.slice(-expected.length) }).toEqual({ name, end: expected });
    const above = body.slice(0, -expected.length);
    expect(above).toMatch(/^Return-Path: <sender@sender.example>\r\nDelivered-To: user/);
    expect(above).toContain(`\r\nX-Standby-MX: bucket=mail;\r\n key=${user}/${name};\r\n etag=`);
  }
  expect(await waiting()).toEqual([]);
});

test("a message of 30 MB", async () => {
  const { name: user } = newUser();
  const line = `.${"x".repeat(75)}\r\n`;
  const sent = fromSes(user, messageText(user, "big") + line.repeat(30 * 13_000));
  await bucket.put(`${user}/big`, sent);
  expect(await runImport(user)).toMatchObject({ exitCode: 0, stderr: "" });
  const [body] = await read(user);
  expect(body!.subarray(-sent.length).equals(sent)).toBe(true);
});

test("Sieve gets the recipient with its label, and the null sender stays null", async () => {
  const script = 'require ["envelope", "fileinto", "mailbox", "subaddress"];\n';
  const rule = 'if allof (envelope :detail "to" "shop", envelope "from" "") { fileinto :create "shop"; }\n';
  const { name: user } = newUser(script + rule);
  await bucket.put(`${user}/1`, Buffer.from(sesBlock(`${user}+shop@example.org`, "") + messageText(user, "bounce")));
  expect(await runImport(user)).toMatchObject({ exitCode: 0, stderr: "" });
  const reader = await Reader.login(dovecot, user);
  expect(await reader.read("shop")).toHaveLength(1);
  await reader.logout();
});

describe("killed after Dovecot has accepted the message, before the record", () => {
  test("the message is sent again, and Sieve's duplicate test discards it", async () => {
    const { name: user } = newUser(documented('require ["duplicate"'));
    await bucket.put(`${user}/1`, fromSes(user, messageText(user, "once")));
    expect(await runKilled(user)).toMatchObject({ exitCode: null });
    expect(await read(user)).toHaveLength(1);
    expect(await waiting()).toEqual([`${user}/1`]);
    proxy.onTaken = undefined;
    expect(await runImport(user, { port: proxy.port })).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await read(user)).toHaveLength(1);
    expect(await waiting()).toEqual([]);
  });

  test("without Sieve the message is there twice, not lost", async () => {
    const { name: user } = newUser();
    await bucket.put(`${user}/1`, fromSes(user, messageText(user, "twice")));
    await runKilled(user);
    proxy.onTaken = undefined;
    expect(await runImport(user)).toMatchObject({ exitCode: 0 });
    expect(await read(user)).toHaveLength(2);
  });

  test("with onUnknown: hold the message is not sent again until released", async () => {
    const { name: user } = newUser();
    await bucket.put(`${user}/1`, fromSes(user, messageText(user, "held")));
    await runKilled(user, { onUnknown: "hold" });
    proxy.onTaken = undefined;
    for (let run = 1; run <= 2; run++) {
      const ran = await runImport(user, { onUnknown: "hold" });
      expect(ran.exitCode).toBe(1);
      expect(ran.stderr).toMatch(`standby-mx import --resend mail/${user}/1`);
    }
    expect(await read(user)).toHaveLength(1);
    expect(await runImport(user, { onUnknown: "hold" }, ["--resend", `mail/${user}/1`])).toMatchObject({ exitCode: 0 });
    expect(await read(user)).toHaveLength(2);
    expect(await waiting()).toEqual([]);
  });

  test("with onUnknown: hold the message is held until its object is deleted", async () => {
    const { name: user } = newUser();
    await bucket.put(`${user}/1`, fromSes(user, messageText(user, "deleted")));
    await runKilled(user, { onUnknown: "hold" });
    proxy.onTaken = undefined;
    rmSync(join(place, "store", "mail", user, "1"));
    expect(await runImport(user, { onUnknown: "hold" })).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(await read(user)).toHaveLength(1);
  });
});

test("an address unknown to Dovecot: held with Dovecot's reply until a resend", async () => {
  const name = "dave";
  await bucket.put(`${name}/1`, fromSes(name, messageText(name, "unknown")));
  const ran = await runImport(name);
  expect(ran.exitCode).toBe(1);
  expect(ran.stderr).toMatch(
    /held for dave: mail\/dave\/1: LMTP 127\.0\.0\.1:\d+ refused the message at \S+Z: 550 5\.1\.1 .*User doesn't exist/,
  );
  expect(await waiting()).toEqual([`${name}/1`]);
  dovecot.addUser({ name, uid: 39_999, gid: 39_999 });
  expect(await runImport(name, {}, ["--resend", `mail/${name}/1`])).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await read(name)).toHaveLength(1);
});

test("Dovecot is down: exit code 75, and the mail is delivered when it is up", async () => {
  const { name: user } = newUser();
  await bucket.put(`${user}/1`, fromSes(user, messageText(user, "down")));
  const [port] = await freePorts(1);
  const ran = await runImport(user, { port });
  expect(ran.exitCode).toBe(75);
  expect(ran.stderr).toMatch(new RegExp(`mailbox ${user}: LMTP 127.0.0.1:${port}: connect ECONNREFUSED`));
  expect(await runImport(user)).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await read(user)).toHaveLength(1);
});

describe("the command dovecot-lda(1)", () => {
  const lda = (user: string) => [
    "/usr/bin/env",
    "USER={user}",
    `HOME=${dovecot.home(user)}`,
    "/usr/lib/dovecot/dovecot-lda",
    ...["-c", dovecot.configFile],
    ...["log_path=/dev/stderr", "info_log_path=/dev/null"].flatMap((setting) => ["-o", setting]),
    ...["-f", "{sender}", "-a", "{address}"],
  ];

  test("started as the mailbox's owner, delivers all bytes", async () => {
    const { name: user, uid, gid } = newUser();
    const sent = fromSes(user, `${messageText(user, "lda")}.\r\n\xe4\xff\r\n`);
    await bucket.put(`${user}/1`, sent);
    const setting = { command: lda(user), owner: `${uid}:${gid}` };
    expect(await runImport(user, setting)).toMatchObject({ exitCode: 0, stderr: "" });
    const [body, ...others] = await read(user);
    expect(others).toEqual([]);
    expect(body!.toString("latin1").endsWith(sent.toString("latin1"))).toBe(true);
    const [file] = readdirSync(join(dovecot.maildir(user), "cur"));
    expect(statSync(join(dovecot.maildir(user), "cur", file!))).toMatchObject({ uid, gid });
    expect(await waiting()).toEqual([]);
  });

  test("that cannot deliver exits with 75: the mail waits until it can", async () => {
    const { name: user, uid, gid } = newUser();
    await bucket.put(`${user}/1`, fromSes(user, messageText(user, "lda-later")));
    const setting = { command: lda(user), owner: `${uid}:${gid}` };
    chownSync(dovecot.maildir(user), 0, 0);
    const ran = await runImport(user, setting);
    expect(ran.exitCode).toBe(75);
    expect(ran.stderr).toMatch(
      /^standby-mx import: mailbox user\d+: \/usr\/bin\/env does not accept the message now: exit code 75: lda/,
    );
    chownSync(dovecot.maildir(user), uid, gid);
    expect(await runImport(user, setting)).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await read(user)).toHaveLength(1);
  });
});

/** The Sieve script of docs/destinations.md with this beginning. */
function documented(beginning: string): string {
  const scripts = readFileSync("docs/destinations.md", "utf8").matchAll(/```sieve\n(.*?)```/gs);
  const found = [...scripts].map(([, script = ""]) => script.trim()).filter((script) => script.startsWith(beginning));
  expect(found).toHaveLength(1);
  return found[0]!;
}

test("Sieve files by SES's verdicts, not by headers that the sender wrote", async () => {
  const { name: user } = newUser(documented('require ["fileinto"'));
  const block = sesBlock(`${user}@example.org`);
  const forged = `X-SES-Spam-Verdict: FAIL\r\nX-SES-Virus-Verdict: FAIL\r\n${messageText(user, "inbox")}`;
  await bucket.put(`${user}/1`, Buffer.from(block + forged));
  const spam = block.replace("Spam-Verdict: PASS", "Spam-Verdict: FAIL");
  await bucket.put(`${user}/2`, Buffer.from(spam + messageText(user, "spam")));
  expect(await runImport(user)).toMatchObject({ exitCode: 0, stderr: "" });
  const reader = await Reader.login(dovecot, user);
  expect([(await reader.read()).length, (await reader.read("Junk")).length]).toEqual([1, 1]);
  await reader.logout();
});

describe("vacation", () => {
  let guarded: string;
  beforeAll(() => void (guarded = documented('require ["vacation"')));

  test("replies to new mail, so that a missing reply is significant", async () => {
    const { name: user } = newUser(guarded);
    const lmtp = createTransport({ host: "127.0.0.1", port: dovecot.lmtpPort, lmtp: true, ignoreTLS: true });
    const raw = messageText(user, "fresh", new Date().toUTCString());
    await lmtp.sendMail({ envelope: { from: "sender@sender.example", to: `${user}@example.org` }, raw });
    lmtp.close();
    const [reply, ...others] = dovecot.submitted();
    expect(others).toEqual([]);
    expect(reply).toContain("sender@sender.example");
    expect(reply).toMatch(/^Auto-Submitted: auto-replied/m);
  });

  test.each([
    ["does not answer old mail that is imported", undefined, 0],
    ["without that condition it would", 'require ["vacation"];\nvacation "I am away.";\n', 1],
  ])("%s", async (subject, script, replies) => {
    const { name: user } = newUser(script ?? guarded);
    const before = dovecot.submitted().length;
    await bucket.put(`${user}/1`, fromSes(user, messageText(user, subject)));
    expect(await runImport(user)).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await read(user)).toHaveLength(1);
    expect(dovecot.submitted()).toHaveLength(before + replies);
  });
});

test("no part of a message is left in the state directory", () => {
  const spool = join(place, "state", "spool");
  expect(existsSync(spool) ? readdirSync(spool) : []).toEqual([]);
});
