import { createTransport, type SendMailOptions } from "nodemailer";
import { openCloud } from "../../fixtures/localstack/cloud";
import { Standby } from "../../fixtures/localstack/standby";
import { RECEIVING_REGIONS } from "../../settings/names/regions";
import type { AppliedRules, RulesSource } from "../../inbound/applied-rules";
import type { Endpoint } from "../../inbound/endpoint";
import { expectDelivery } from "./support/expect-delivery";
import { shortMessage } from "./support/test-messages";

const mailboxUnavailable = "550 5.1.1 Requested action not taken: mailbox unavailable";
const mailboxes = [{ user: "alice", addresses: ["alice", "postmaster"] }];

let standby: Standby;
let endpoint: Endpoint;
beforeAll(async () => {
  standby = await Standby.create({ mailboxes });
  await standby.apply();
});
beforeEach(async () => {
  await standby.reset();
  endpoint = await standby.startEndpoint();
});
afterAll(() => standby.close());

/** Sends a message to a local part of the domain; returns the last reply. */
async function send(to: string, { tls = false, content = shortMessage("refused?"), port = endpoint.port } = {}) {
  const smtp = createTransport({
    ...{ host: "127.0.0.1", port, ignoreTLS: !tls, requireTLS: tls },
    tls: { rejectUnauthorized: false },
  });
  const envelope = { from: "carol@sender.example", to: [`${to}@${standby.domain}`] };
  const message: SendMailOptions = { envelope, raw: content };
  return smtp.sendMail(message).then(
    ({ response }) => response,
    (error: Error & { response?: string }) => error.response ?? error.message,
  );
}

async function expectNothingStored(running = endpoint): Promise<void> {
  await running.idle();
  expect(await standby.waiting()).toEqual([]);
  expect(running.counters.Received).toBe(0);
}

/** Expects that mail is delivered after the obstacle is removed. */
async function expectDelivered(running = endpoint): Promise<void> {
  const alice = `alice@${standby.domain}`;
  const message = { from: "", to: [alice], content: shortMessage("delivered"), owners: { alice } };
  await expectDelivery({ standby, endpoint: running }, [message]);
}

test("an unknown user", async () => {
  expect(await send("nobody")).toBe(mailboxUnavailable);
  await expectNothingStored();
  await expectDelivered();
});

test("no active rule set", async () => {
  await standby.cloud.ses.setActiveReceiptRuleSet({});
  expect(await send("alice")).toBe(mailboxUnavailable);
  await expectNothingStored();
  await standby.cloud.ses.setActiveReceiptRuleSet({ RuleSetName: standby.ruleSet });
  await expectDelivered();
});

test("a disabled rule", async () => {
  const { ses } = standby.cloud;
  const { Rules } = await ses.describeActiveReceiptRuleSet();
  const enable = (Enabled: boolean) =>
    ses.updateReceiptRule({ RuleSetName: standby.ruleSet, Rule: { ...Rules![0]!, Enabled } });
  await enable(false);
  expect(await send("alice")).toBe(mailboxUnavailable);
  await expectNothingStored();
  await enable(true);
  await expectDelivered();
});

test("another active rule set", async () => {
  const { ses } = standby.cloud;
  const RuleSetName = `other-${standby.ruleSet}`;
  await ses.createReceiptRuleSet({ RuleSetName });
  await ses.setActiveReceiptRuleSet({ RuleSetName });
  expect(await send("alice")).toBe(mailboxUnavailable);
  await expectNothingStored();
  await ses.setActiveReceiptRuleSet({ RuleSetName: standby.ruleSet });
  await expectDelivered();
});

test("a message of more than 40 MB", async () => {
  const content = Buffer.concat([shortMessage("too large"), Buffer.alloc(40 * 1024 * 1024, `${"x".repeat(70)}\r\n`)]);
  expect(await send("alice", { content })).toBe("552 5.3.4 Message size exceeds the limit of 40 MB");
  await expectNothingStored();
  await expectDelivered();
});

test("a client whose address is blocked", async () => {
  // LocalStack has no receipt filters, so this filter is added to its response.
  const blocking = (rules: RulesSource): RulesSource => ({
    name: rules.name,
    read: async (): Promise<AppliedRules> => ({
      ...(await rules.read()),
      ipFilters: [{ name: "loopback", policy: "Block", cidr: "127.0.0.0/8" }],
    }),
  });
  const guarded = await standby.startEndpoint({}, blocking);
  expect(await send("alice", { port: guarded.port })).toBe(
    "550 5.7.1 Requested action not taken: client address blocked",
  );
  await expectNothingStored(guarded);
  await expectDelivered();
});

// The last tests, because they apply other settings.
test("a session without TLS if the settings require TLS", async () => {
  await standby.apply({ tlsPolicy: "Require" });
  expect(await send("alice")).toBe(mailboxUnavailable);
  await expectNothingStored();
  expect(await send("alice", { tls: true })).toMatch(/^250 OK /);
  await endpoint.idle();
  expect(await standby.waiting()).toHaveLength(1);
});

test("the first outage: the domain was verified in another region only", async () => {
  await standby.close();
  standby = await Standby.create({ mailboxes });
  const elsewhere = openCloud(RECEIVING_REGIONS.find((region) => region !== standby.region)!);
  await elsewhere.ses.verifyDomainIdentity({ Domain: standby.domain });
  elsewhere.close();
  await standby.apply({}, ({ resource }) => {
    delete resource.aws_ses_domain_identity;
    delete resource.aws_ses_domain_dkim;
    delete resource.aws_ses_domain_identity_verification;
    delete resource.aws_route53_record;
  });
  endpoint = await standby.startEndpoint();
  expect(await send("alice")).toBe(mailboxUnavailable);
  await expectNothingStored();

  await standby.apply();
  await expectDelivered();
});
