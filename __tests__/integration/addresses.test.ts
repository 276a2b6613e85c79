import { Standby } from "../../fixtures/localstack/standby";
import type { Endpoint } from "../../inbound/endpoint";
import { lastingChanges } from "./support/lasting-changes";
import { byNodemailer, shortMessage } from "./support/letters";

const MORE_THAN_ONE_RULE_HOLDS = 501;

let standby: Standby;
let endpoint: Endpoint;
let info: string;

beforeAll(async () => {
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
      { user: "alice", addresses: [`alice@${domain}`, `postmaster@${domain}`, `postmaster@refuse.${domain}`] },
      { user: "bob", addresses: [`bob@${domain}`, `bob@a.w.${domain}`] },
      { user: info, addresses: [info] },
      { user: "many", addresses: Array.from({ length: MORE_THAN_ONE_RULE_HOLDS }, (_, n) => `m${n}@${domain}`) },
    ],
    aliases: { [`team@${domain}`]: ["alice", "bob"], [`all@refuse.${domain}`]: [`team@${domain}`, info] },
    envelopeQueue: { name: `queue-${standby.ruleSet}` },
  });
  endpoint = await standby.startEndpoint();
});
afterAll(() => standby.close());

/** Sends a message to local parts and subdomains, `team@net`, by SMTP; gives the last reply. */
async function send(subject: string, ...recipients: string[]): Promise<string> {
  const to = recipients.map((recipient) => {
    const [local, below] = recipient.split("@");
    return `${local}@${below ? `${below}.` : ""}${standby.domain}`;
  });
  const letter = { from: "sender@sender.example", to, content: shortMessage(subject), owners: {} };
  const [reply] = await byNodemailer(endpoint.port, [letter]).catch((error: Error) => [error.message]);
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

  const { code, stderr } = await standby.import();
  expect([code, stderr]).toEqual([0, expect.anything()]);
  const named = (...marks: string[]) => Object.keys(sent).filter((subject) => marks.includes(subject[0]!));
  expect(await subjects()).toEqual({
    alice: named("1", "2", "3", "4", "5", "B"),
    bob: named("1", "2", "3", "4", "6", "7", "8", "B"),
    info: named("4", "6", "9", "B"),
    many: named("A"),
  });
  expect(await standby.waiting()).toEqual([]);
});

test("what was applied is what the settings want: a second apply changes nothing", async () => {
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
