import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Standby } from "../../fixtures/localstack/standby";
import { type ScriptedSmtp, scriptedSmtp } from "../../fixtures/smtp/scripted-smtp";
import type { Endpoint } from "../../inbound/endpoint";
import { lastingChanges } from "./support/lasting-changes";
import { byNodemailer, shortMessage } from "./support/test-messages";

const MORE_THAN_ONE_RULE_HOLDS = 501;
/** https://spamassassin.apache.org/gtube/ */
const spam = shortMessage("XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X");

let standby: Standby;
let endpoint: Endpoint;
let info: string;
/** The server of the mailbox "pool", which sorts the mail. */
let server: ScriptedSmtp;
/** The server's reply to a command; a test replaces the function. */
let refusal: (command: string) => string | undefined = () => undefined;

beforeAll(async () => {
  server = await scriptedSmtp((step) => refusal(step));
  standby = await Standby.create({ mailboxes: [] });
  const { domain } = standby;
  info = `info@net.${domain}`;
  const entry = (name: string, more: object) => ({
    name,
    primary: [{ host: `mail.${domain}`, preference: 10 }],
    dns: { route53: domain },
    ...more,
  });
  await standby.apply({
    domains: [
      entry(domain, { catchAll: "alice" }),
      entry(`net.${domain}`, { aliasOf: domain, catchAll: ["bob", info] }),
      entry(`.w.${domain}`, { catchAll: "bob" }),
      entry(`refuse.${domain}`, { catchAll: [] }),
    ],
    mailboxes: [
      {
        user: "alice",
        addresses: [
          `alice@${domain}`,
          `postmaster@${domain}`,
          `postmaster@refuse.${domain}`,
          `postmaster-news@refuse.${domain}`,
        ],
      },
      { user: "bob", addresses: [`bob@${domain}`, `bob@a.w.${domain}`] },
      { user: info, addresses: [info] },
      {
        user: "pool",
        addresses: [`p1@${domain}`, `p2@${domain}`],
        destination: { smtp: `127.0.0.1:${server.port}` },
      },
      {
        user: "named",
        addresses: [`named@${domain}`],
        ruleName: "rule-{user}.{domain}",
        prefix: "by-domain/{domain}/{local}",
      },
      { user: "many", addresses: Array.from({ length: MORE_THAN_ONE_RULE_HOLDS }, (_, n) => `m${n}@${domain}`) },
    ],
    aliases: { [`team@${domain}`]: ["alice", "bob"], [`all@refuse.${domain}`]: [`team@${domain}`, info] },
    recipientDelimiter: "-",
    importer: {
      stateDirectory: join(standby.directory, "state"),
      addedHeaders: false,
      folders: { junk: "Ablage/Unerwünscht" },
    },
    envelopeQueue: { name: `queue-${standby.ruleSet}` },
  });
  endpoint = await standby.startEndpoint();
});
afterAll(async () => {
  await server.close();
  await standby.close();
});

/** Sends a message to local parts and subdomains, `team@net`, by SMTP; returns the last reply. */
async function send(subject: string, ...recipients: string[]): Promise<string> {
  return sendText(shortMessage(subject), ...recipients);
}

async function sendText(content: Buffer, ...recipients: string[]): Promise<string> {
  const to = recipients.map((recipient) => {
    const [local, below] = recipient.split("@");
    return `${local}@${below ? `${below}.` : ""}${standby.domain}`;
  });
  const message = { from: "sender@sender.example", to, content, owners: {} };
  const [reply] = await byNodemailer(endpoint.port, [message]).catch((error: Error) => [error.message]);
  await endpoint.idle();
  return reply!;
}

async function subjects(): Promise<Record<string, string[]>> {
  const read = async (user: string) =>
    (await standby.delivered(user)).map((file) => /^Subject: (.*)$/m.exec(file.toString())![1]!).sort();
  const users = ["alice", "bob", info, "many"];
  const found = await Promise.all(users.map(async (user) => [user.split("@")[0]!, await read(user)] as const));
  return Object.fromEntries(found);
}

test("each kind of address reaches its mailboxes, and no others, through AWS", async () => {
  const sent: Record<string, readonly string[]> = {
    "1 alias": ["team"],
    "2 alias in the alias domain": ["Team+x@net"],
    "3 alias and own address": ["team", "alice"],
    "4 alias of an alias": ["all@refuse"],
    "5 nobody": ["nobody"],
    "6 nobody in the alias domain": ["nobody@net"],
    "7 a subdomain": ["any@b.w"],
    "8 an address in a subdomain": ["bob@a.w"],
    "9 a user that is an address": ["info@net"],
    "A two rules of one mailbox": ["m0", `m${MORE_THAN_ONE_RULE_HOLDS - 1}`],
    "B catch-alls of two domains": ["bob", "info@net", "alice@net"],
  };
  for (const [subject, recipients] of Object.entries(sent))
    expect(await send(subject, ...recipients)).toMatch(/^250 OK/);
  expect(await send("refused", "nobody@refuse")).toMatch(/550/);

  expect((await standby.import()).exitCode).toBe(0);
  const named = (...marks: string[]) => Object.keys(sent).filter((subject) => marks.includes(subject[0]!));
  expect(await subjects()).toEqual({
    alice: named("1", "2", "3", "4", "5", "B"),
    bob: named("1", "2", "3", "4", "6", "7", "8", "B"),
    info: named("4", "6", "9", "B"),
    many: named("A"),
  });
  expect(await standby.waiting()).toEqual([]);
});

test("a message for several users behind one server reaches each of them once", async () => {
  const recipientsAtServer = () =>
    server.transactions.map(({ recipients }) => recipients.map((one) => one.split("@")[0]));
  refusal = (step) => (step.startsWith("RCPT TO:<p2") ? "450 4.2.0 later" : undefined);
  expect(await send("pooled", "p1+x", "bob", "p2")).toMatch(/^250 OK/);
  expect(await standby.import()).toMatchObject({
    exitCode: 75,
    stderr: expect.stringContaining("450 4.2.0 later") as string,
  });
  refusal = () => undefined;
  expect(await standby.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(recipientsAtServer()).toEqual([["p1+x"], ["p2"]]);
  expect((await subjects()).bob).toContain("pooled");
  expect((await subjects()).alice).not.toContain("pooled");
  expect(await standby.waiting()).toEqual([]);
});

test("names by templates, and a non-ASCII folder below another", async () => {
  const { Rules = [] } = await standby.cloud.ses.describeActiveReceiptRuleSet();
  const prefix = `by-domain/${standby.domain}/named`;
  const rule = Rules.find(({ Name }) => Name === `rule-named.${standby.domain}`);
  expect(rule?.Actions?.[0]?.S3Action?.ObjectKeyPrefix).toBe(prefix);
  expect(await sendText(spam, "named")).toMatch(/^250 OK/);
  expect((await standby.waiting()).filter((key) => key.startsWith(`${prefix}/`))).toHaveLength(1);
  expect(await standby.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await readdir(join(standby.maildir("named"), ".Ablage.Unerw&APw-nscht", "new"))).toHaveLength(1);
  expect(await standby.delivered("named")).toEqual([]);
});

test("with another delimiter SES accepts only labels in the settings", async () => {
  for (const recipient of ["postmaster-news@refuse", "postmaster+any@refuse"])
    expect(await send(recipient, recipient)).toMatch(/^250 OK/);
  expect(await send("refused", "postmaster-any@refuse")).toMatch(/550/);
  expect(await standby.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect((await subjects()).alice).toEqual(expect.arrayContaining(["postmaster-news@refuse", "postmaster+any@refuse"]));
});

test("a second apply changes nothing", async () => {
  expect(lastingChanges(await standby.apply())).toEqual([]);
  const { Rules = [] } = await standby.cloud.ses.describeActiveReceiptRuleSet();
  expect(Rules.map(({ Name, Recipients = [] }) => [Name, Recipients.length])).toEqual(
    expect.arrayContaining([
      [`many_${standby.domain}`, 500],
      [`many_${standby.domain}-2`, 500],
      [`many_${standby.domain}-3`, 2 * MORE_THAN_ONE_RULE_HOLDS - 1000],
    ]),
  );
});
