import execa from "execa";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { readBlocks } from "../../fixtures/docs/blocks";
import { makePostfix, type Postfix } from "../../fixtures/postfix/postfix";
import { sesBlock } from "../../fixtures/ses-block";
import { type ScriptedSmtp, scriptedSmtp } from "../../fixtures/smtp/scripted-smtp";
import { freePorts } from "../../fixtures/server/free-port";
import { importMail } from "../../importer/import";
import type { ImportReport } from "../../importer/report";
import { parseSettings } from "../../settings/load";
import type { Settings } from "../../settings/model";
import { DirectoryStore } from "../../store/directory-store";
import { MemoryQueue, notification } from "../unit/importer/state/envelopes/memory-queue";

// "Let your Postfix decide" of docs/destinations.md, with its commands and settings and a real Postfix.
const DOCUMENTED_PORT = "10025";
const place = mkdtempSync(join(tmpdir(), "postfix-destination-"));
const store = new DirectoryStore(join(place, "mail"));
const queue = new MemoryQueue();
let postfix: Postfix;
let port: number;
let settings: Settings;
/** The server of Postfix's own mailboxes; `elsewhere` is that of forward.example. */
let mailboxes: ScriptedSmtp;
let elsewhere: ScriptedSmtp;

const documented = (language: string, part: string) => {
  const blocks = readBlocks(".", "docs/destinations.md").filter(({ text }) => text.includes(part));
  expect(blocks.map((block) => block.language)).toEqual([language]);
  return blocks[0]!.text.replaceAll(DOCUMENTED_PORT, String(port));
};

beforeAll(async () => {
  [mailboxes, elsewhere] = [await scriptedSmtp(), await scriptedSmtp()];
  [port] = (await freePorts(1)) as [number];
  postfix = makePostfix();
  // games is a system user with a .forward file; no other system user has a home here.
  postfix.writeMap("forward-games", "alice\n");
  const aliases = ["choir: alice, singer@forward.example", "family: alice, bob", "postmaster: alice"];
  postfix.configure({
    mydestination: "example.org",
    myorigin: "example.org",
    alias_maps: postfix.writeMap("aliases", `${aliases.join("\n")}\n`, "hash"),
    local_recipient_maps: `$alias_maps ${postfix.writeMap("users", "alice x\nbob x\ngames x\n", "hash")}`,
    mailbox_transport_maps: postfix.writeMap("mailboxes", `games local:\n`, "hash"),
    mailbox_transport: `lmtp:inet:127.0.0.1:${mailboxes.port}`,
    fallback_transport: `lmtp:inet:127.0.0.1:${mailboxes.port}`,
    forward_path: `${postfix.configDirectory}/forward-$user`,
    transport_maps: postfix.writeMap("transport", `forward.example smtp:[127.0.0.1]:${elsewhere.port}\n`, "hash"),
    header_checks: postfix.writeMap("checks", "/^Subject: forbidden/ REJECT no such subjects\n", "regexp"),
    // Restrictions of port 25, which the importer's port does not have.
    smtpd_client_restrictions: "reject",
    recipient_delimiter: "+",
  });
  await postfix.start();
  const addService = documented("sh", "postconf -M").replace(" n - y - - ", " n - n - - ");
  execa.sync("bash", ["-euo", "pipefail", "-c", addService], { env: { MAIL_CONFIG: postfix.configDirectory } });
  const text = `${stringify({
    regions: ["eu-west-1"],
    domains: [{ name: "example.org", primary: [{ host: "mail.example.org" }], dns: "elsewhere" }],
    bucket: "mail",
    importer: { stateDirectory: join(place, "state") },
  })}${documented("yaml", "user: everybody").replace("choir]", "choir, games, unknown]")}\n`;
  settings = parseSettings(text, "standby-mx.yaml").settings;
  await store.create();
});
afterAll(async () => {
  await postfix.stop();
  for (const server of [mailboxes, elsewhere]) await server.close();
  rmSync(place, { recursive: true, force: true });
});

async function put(id: string, recipients: readonly string[], subject = id): Promise<void> {
  const to = recipients.map((recipient) => `${recipient}@example.org`);
  await store.put(
    `everybody/${id}`,
    Buffer.from(`${sesBlock({ recipient: to[0]! })}Subject: ${subject}\r\n\r\nbody\r\n`),
  );
  queue.send(notification(`everybody/${id}`, to));
}

function runImport(resend: readonly string[] = []): Promise<ImportReport> {
  return importMail({ settings, openStore: () => Promise.resolve(store), openQueue: queue.open, resend });
}

/** Waits until Postfix's queue is empty; returns the recipients of a message in the mailboxes and elsewhere. */
async function recipientsOf(subject: string): Promise<string[]> {
  await postfix.untilQueueIsEmpty();
  return [...mailboxes.transactions, ...elsewhere.transactions]
    .filter(({ bytes }) => bytes.includes(`Subject: ${subject}\r\n`))
    .flatMap(({ recipients }) => recipients)
    .sort();
}

test("one message for several users is sorted by Postfix", async () => {
  await put("sorted", ["family", "bob+x"]);
  expect(await runImport()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
  expect(await recipientsOf("sorted")).toEqual(["alice@example.org", "bob+x@example.org", "bob@example.org"]);
});

test("a list reaches its member on another server, from the original sender", async () => {
  await put("list", ["choir"]);
  expect(await runImport()).toMatchObject({ delivered: 1, outcome: "done" });
  expect(await recipientsOf("list")).toEqual(["alice@example.org", "singer@forward.example"]);
  expect(elsewhere.transactions[0]!.commands.join()).toContain("MAIL FROM:<sender@sender.example>");
});

test("a .forward file is obeyed", async () => {
  await put("forwarded", ["games"]);
  expect(await runImport()).toMatchObject({ delivered: 1, outcome: "done" });
  expect(await recipientsOf("forwarded")).toEqual(["alice@example.org"]);
});

test("Postfix logs the client that SES saw, and one header is added", async () => {
  await put("client", ["alice"]);
  await runImport();
  expect(await recipientsOf("client")).toEqual(["alice@example.org"]);
  const [text] = mailboxes.transactions.flatMap(({ bytes }) =>
    bytes.includes("Subject: client") ? [bytes.toString()] : [],
  );
  expect(text).toMatch(
    /^Received: from mx\.sender\.example \(mx\.sender\.example \[192\.0\.2\.1\]\)\r\n\tby mail\.example\.org/m,
  );
  expect(text!.match(/^X-Standby-MX:/gm)).toHaveLength(1);
  expect(text).not.toMatch(/^Delivered-To: .*alice.*\r\n(?:.*\r\n)*Delivered-To/m);
  expect(postfix.log()).toMatch(/postfix\/standby\S*: \w+: client=mx\.sender\.example\[192\.0\.2\.1\]/);
});

test("a message that a header check refuses is held with Postfix's reply", async () => {
  await put("forbidden", ["alice"]);
  const report = await runImport();
  expect(report).toMatchObject({ delivered: 0, heldCount: 1, outcome: "some-held" });
  expect(report.held[0]!.reason).toMatch(
    /^SMTP 127\.0\.0\.1:\d+ refused the message at \S+Z: 550 5\.7\.1 no such subjects; to try/,
  );
  writeFileSync(join(postfix.configDirectory, "checks"), "");
  postfix.reload();
  expect(await runImport(["mail/everybody/forbidden"])).toMatchObject({ delivered: 1, outcome: "done" });
  expect(await recipientsOf("forbidden")).toEqual(["alice@example.org"]);
});

test("if Postfix refuses one recipient, the others get the message once", async () => {
  await put("partly", ["alice", "unknown", "bob"]);
  const report = await runImport();
  expect(report).toMatchObject({ delivered: 0, heldCount: 1, outcome: "some-held" });
  expect(report.held[0]!.reason).toMatch(
    /refused the message for unknown@example\.org at .*550 5\.1\.1 .*User unknown/,
  );
  postfix.writeMap("users", "alice x\nbob x\nunknown x\n", "hash");
  postfix.reload();
  expect(await runImport(["mail/everybody/partly"])).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
  expect(await recipientsOf("partly")).toEqual(["alice@example.org", "bob@example.org", "unknown@example.org"]);
  expect(readFileSync(join(place, "state", "journal"), "utf8")).not.toContain("partly");
});
