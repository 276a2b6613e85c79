import { Standby, type StackDocument } from "../../fixtures/localstack/standby";
import { expectDelivery } from "./support/expect-delivery";
import { shortMessage } from "./support/test-messages";

// The checks of the good cases must notice each of these broken stacks.
let standby: Standby;
beforeAll(async () => {
  standby = await Standby.create({
    mailboxes: [
      { user: "alice", addresses: ["alice", "postmaster"] },
      { user: "bob", addresses: ["bob"] },
    ],
  });
  await standby.apply();
});
beforeEach(() => standby.reset());
afterAll(() => standby.close());

/** Runs all steps from synthesis to the Maildirs, with a stack changed by `edit`. */
async function wholeWay(edit?: (stack: StackDocument) => void): Promise<void> {
  await standby.apply({}, edit);
  const endpoint = await standby.startEndpoint();
  const { domain } = standby;
  await expectDelivery({ standby, endpoint }, [
    {
      from: "carol@sender.example",
      to: [`alice@${domain}`],
      content: shortMessage("for alice"),
      owners: { alice: `alice@${domain}` },
    },
  ]);
}

type RuleArguments = Record<string, unknown>;
const rules = ({ resource }: StackDocument): RuleArguments[] => Object.values(resource.aws_ses_receipt_rule!);

test("the unchanged stack passes", async () => {
  await expect(wholeWay()).resolves.toBeUndefined();
});

test.each<{ name: string; edit: (stack: StackDocument) => void; noticed: RegExp }>([
  {
    name: "a rule that is not enabled",
    edit: (stack) => rules(stack).forEach((rule) => delete rule.enabled),
    noticed: /550 5\.1\.1/,
  },
  {
    name: "a policy that comes after the rules",
    edit: (stack) => rules(stack).forEach((rule) => delete rule.depends_on),
    noticed: /policyBeforeRules/,
  },
  {
    name: "a wrong prefix",
    edit: (stack) =>
      rules(stack).forEach((rule) =>
        (rule.s3_action as RuleArguments[]).forEach((s3) => (s3.object_key_prefix = "bob")),
      ),
    noticed: /-\s+"alice\/\w{40}",\n\+\s+"bob\/\w{40}",/,
  },
  {
    name: "a prefix that the bucket's policy does not allow",
    edit: (stack) =>
      rules(stack).forEach((rule) =>
        (rule.s3_action as RuleArguments[]).forEach((s3) => (s3.object_key_prefix = "mail")),
      ),
    noticed: /-\s+"alice\/\w{40}",/,
  },
  {
    name: "recipients that are swapped",
    edit: (stack) => {
      const [alice, bob] = rules(stack);
      [alice!.recipients, bob!.recipients] = [bob!.recipients, alice!.recipients];
    },
    noticed: /-\s+"alice\/\w{40}",\n\+\s+"bob\/\w{40}",/,
  },
  // The last case, because LocalStack does not accept a removed DNS record again.
  {
    name: "a rule set that is not activated",
    edit: ({ resource }) => {
      delete resource.aws_ses_active_receipt_rule_set;
      delete resource.aws_route53_record;
      delete resource.aws_ses_domain_identity_verification;
    },
    noticed: /550 5\.1\.1/,
  },
])("$name is noticed", async ({ edit, noticed }) => {
  const failure = await wholeWay(edit).then(
    () => "nothing was noticed",
    (error: Error) => error.message.replace(/\u001b\[\d+m/g, ""),
  );
  expect(failure).toMatch(noticed);
});
