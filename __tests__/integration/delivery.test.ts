import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dkimVerify } from "mailauth/lib/dkim/verify";
import { parse } from "yaml";
import { NotificationQueue } from "../../fixtures/localstack/notification-queue";
import { Standby } from "../../fixtures/localstack/standby";
import { expectDelivery, type StandbyDeployment } from "./support/expect-delivery";
import { shortMessage, type TestMessage } from "./support/test-messages";

const FIXTURES = join(__dirname, "../../fixtures/messages");
const opened: Standby[] = [];
let deployment: Required<StandbyDeployment>;
/** The second domain. */
let other: string;

beforeAll(async () => {
  deployment = await open((domain) => {
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

/** A message to local parts or full addresses; `owners`: the users who get it, each with the recipient. */
function message(content: Buffer, owners: Record<string, string>, more: Partial<TestMessage> = {}): TestMessage {
  const { domain } = deployment.standby;
  const named = Object.entries(owners).map(([user, to]) => [user, to.includes("@") ? to : `${to}@${domain}`] as const);
  const to = named.map(([, recipient]) => recipient);
  return { from: "carol@sender.example", to, content, owners: Object.fromEntries(named), ...more };
}

/** A message whose body has no transfer encoding. */
function withBody(subject: string, body: Buffer): Buffer {
  return Buffer.concat([shortMessage(subject), body, Buffer.from("\r\n")]);
}

test.each<{ name: string; messages: () => TestMessage[] }>([
  { name: "one recipient", messages: () => [message(shortMessage("one recipient"), { alice: "alice" })] },
  { name: "an alias", messages: () => [message(shortMessage("alias"), { alice: "postmaster" })] },
  { name: "a label", messages: () => [message(shortMessage("label"), { alice: "alice+lists" })] },
  {
    name: "two recipients in one message: two objects, two Maildirs",
    messages: () => [message(shortMessage("two recipients"), { alice: "alice", bob: "bob" })],
  },
  {
    name: "two domains",
    messages: () => [
      message(shortMessage("first domain"), { bob: "bob" }),
      message(shortMessage("second domain"), { bob: `bob@${other}` }),
      message(shortMessage("both"), { alice: "alice", bob: `postmaster@${other}` }),
    ],
  },
  {
    name: "8-bit text",
    messages: () => [message(readFileSync(join(FIXTURES, "eight-bit.eml")), { alice: "alice" })],
  },
  {
    name: "all bytes there are, but for line ends",
    messages: () => {
      const bytes = Buffer.from(
        Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => ![10, 13].includes(byte)),
      );
      return [message(withBody("binary", bytes), { alice: "alice" })];
    },
  },
  {
    name: "10 MB",
    messages: () => [
      message(withBody("large", Buffer.from(`${"0123456789abcdef".repeat(4)}\r\n`.repeat(160_000))), {
        alice: "alice",
      }),
    ],
  },
  {
    name: "a bounce, with the empty sender",
    messages: () => [message(readFileSync(join(FIXTURES, "bounce.eml")), { alice: "alice" }, { from: "" })],
  },
  {
    name: "500 messages over several connections",
    messages: () =>
      Array.from({ length: 500 }, (_, i) =>
        message(shortMessage(`number ${i}`), i % 2 ? { alice: "alice" } : { bob: "bob" }),
      ),
  },
])("$name", async ({ messages }) => {
  await expectDelivery(deployment, messages());
});

test.each(["dkim-relaxed.eml", "dkim-simple.eml"])("%s: its signature verifies in the Maildir", async (name) => {
  const [file] = await expectDelivery(deployment, [message(readFileSync(join(FIXTURES, name)), { alice: "alice" })]);
  const records = parse(readFileSync(join(FIXTURES, "dns.yaml"), "utf8")) as Record<string, { TXT: string[] }>;
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
  await expectDelivery(own, [message(shortMessage("to nobody"), { bob: `nobody@${domain}` })]);
  const alice = `alice@${domain}`;
  await expectDelivery(own, [message(shortMessage("to alice"), { alice, bob: alice }, { to: [alice] })]);
});
