import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dkimVerify } from "mailauth/lib/dkim/verify";
import { parse } from "yaml";
import { NotificationQueue } from "../../fixtures/localstack/notification-queue";
import { Standby } from "../../fixtures/localstack/standby";
import { expectDelivery, type StandbyDeployment } from "./support/expect-delivery";
import { shortMessage, type Letter } from "./support/letters";

const messages = join(__dirname, "../../fixtures/messages");
const opened: Standby[] = [];
let ground: Required<StandbyDeployment>;
/** Addresses in the first domain, but for those that name one. */
let other: string;

beforeAll(async () => {
  ground = await open((domain) => {
    other = `other-${domain}`;
    const primary = [{ host: `mail.${domain}`, preference: 10 }];
    return {
      domains: [
        { name: domain, primary, dns: { route53: domain } },
        { name: other, primary, dns: "elsewhere" },
      ],
      mailboxes: [
        { user: "alice", addresses: [`alice@${domain}`, `postmaster@${domain}`] },
        { user: "bob", addresses: [`bob@${domain}`, `bob@${other}`, `postmaster@${other}`] },
      ],
    };
  });
});
afterAll(() => Promise.all(opened.map((standby) => standby.close())));

type StandbyOptions = Parameters<typeof Standby.create>[0];
async function open(settings: (domain: string) => StandbyOptions): Promise<Required<StandbyDeployment>> {
  const standby = await Standby.create({ mailboxes: [] });
  opened.push(standby);
  const queue = await NotificationQueue.open(standby.cloud, standby.ruleSet);
  await standby.apply(settings(standby.domain), queue.publishTo);
  return { standby, queue, endpoint: await standby.startEndpoint() };
}

/** To addresses here, or elsewhere if they name a domain; `owners` says who gets it by which of them. */
function letter(content: Buffer, owners: Record<string, string>, more: Partial<Letter> = {}): Letter {
  const { domain } = ground.standby;
  const named = Object.entries(owners).map(([user, to]) => [user, to.includes("@") ? to : `${to}@${domain}`] as const);
  const to = named.map(([, recipient]) => recipient);
  return { from: "carol@sender.example", to, content, owners: Object.fromEntries(named), ...more };
}

/** A message whose body no transfer encoding has made safe. */
function withBody(subject: string, body: Buffer): Buffer {
  return Buffer.concat([shortMessage(subject), body, Buffer.from("\r\n")]);
}

test.each<{ name: string; letters: () => Letter[] }>([
  { name: "one recipient", letters: () => [letter(shortMessage("one recipient"), { alice: "alice" })] },
  { name: "an alias", letters: () => [letter(shortMessage("alias"), { alice: "postmaster" })] },
  { name: "a label", letters: () => [letter(shortMessage("label"), { alice: "alice+lists" })] },
  {
    name: "two recipients in one message: two objects, two Maildirs",
    letters: () => [letter(shortMessage("two recipients"), { alice: "alice", bob: "bob" })],
  },
  {
    name: "two domains",
    letters: () => [
      letter(shortMessage("first domain"), { bob: "bob" }),
      letter(shortMessage("second domain"), { bob: `bob@${other}` }),
      letter(shortMessage("both"), { alice: "alice", bob: `postmaster@${other}` }),
    ],
  },
  {
    name: "8-bit text",
    letters: () => [letter(readFileSync(join(messages, "eight-bit.eml")), { alice: "alice" })],
  },
  {
    name: "all bytes there are, but for line ends",
    letters: () => {
      const bytes = Buffer.from(
        Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => ![10, 13].includes(byte)),
      );
      return [letter(withBody("binary", bytes), { alice: "alice" })];
    },
  },
  {
    name: "10 MB",
    letters: () => [
      letter(withBody("large", Buffer.from(`${"0123456789abcdef".repeat(4)}\r\n`.repeat(160_000))), { alice: "alice" }),
    ],
  },
  {
    name: "a bounce, with the empty sender",
    letters: () => [letter(readFileSync(join(messages, "bounce.eml")), { alice: "alice" }, { from: "" })],
  },
  {
    name: "500 messages over several connections",
    letters: () =>
      Array.from({ length: 500 }, (_, i) =>
        letter(shortMessage(`number ${i}`), i % 2 ? { alice: "alice" } : { bob: "bob" }),
      ),
  },
])("$name", async ({ letters }) => {
  await expectDelivery(ground, letters());
});

test.each(["dkim-relaxed.eml", "dkim-simple.eml"])("%s: its signature verifies in the Maildir", async (name) => {
  const [file] = await expectDelivery(ground, [letter(readFileSync(join(messages, name)), { alice: "alice" })]);
  const records = parse(readFileSync(join(messages, "dns.yaml"), "utf8")) as Record<string, { TXT: string[] }>;
  const resolver = (question: string) => Promise.resolve(records[question]!.TXT.map((text) => [text]));
  const verify = async (text: string) => {
    const { results } = await dkimVerify(Buffer.from(text.replaceAll("\n", "\r\n"), "latin1"), { resolver });
    return results.map(({ signingDomain, status }) => ({ signingDomain, result: status.result }));
  };
  const text = file!.toString("latin1");
  expect(await verify(text)).toEqual([{ signingDomain: "sender.example", result: "pass" }]);
  expect(await verify(text.replace("canonicalization", "canonicalisation"))).not.toMatchObject([{ result: "pass" }]);
});

test("a catch-all gets mail for unknown addresses, and copies of other mail", async () => {
  const own = await open(() => ({
    mailboxes: [
      { user: "alice", addresses: ["alice"] },
      { user: "bob", addresses: ["bob"] },
    ],
    unknownRecipients: { catchAll: "bob" },
  }));
  const { domain } = own.standby;
  await expectDelivery(own, [letter(shortMessage("to nobody"), { bob: `nobody@${domain}` })]);
  const alice = `alice@${domain}`;
  await expectDelivery(own, [letter(shortMessage("to alice"), { alice, bob: alice }, { to: [alice] })]);
});
