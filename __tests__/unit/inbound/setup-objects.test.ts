import type { OnStored } from "../../../inbound/message-actions";
import { notificationOf } from "../../../inbound/sns-notification";
import { TestEndpoint } from "./support/test-endpoint";
import { bucket, ChangeableRules, rule, rulesWith, s3 } from "./support/rules";
import { ManualClock } from "../../../fixtures/clock/manual-clock";

const written = (testEndpoint: TestEndpoint) =>
  testEndpoint.events.filter(({ kind }) => kind === "setup-written").map((event) => "key" in event && event.key);

async function withEndpoint(
  source: ChangeableRules,
  run: (testEndpoint: TestEndpoint) => Promise<void>,
): Promise<void> {
  const testEndpoint = await TestEndpoint.start(source, { clock: new ManualClock() });
  try {
    await run(testEndpoint);
  } finally {
    await testEndpoint.stop();
  }
}

describe("the setup object", () => {
  test("exists for each rule from the start, disabled or not, with AWS's text", async () => {
    const rules = [
      rule("alice", ["alice@example.org"]),
      rule("off", [], { enabled: false, actions: [s3("a/b/"), s3("")] }),
    ];
    await withEndpoint(new ChangeableRules(rulesWith(rules)), async (testEndpoint) => {
      const objects = await testEndpoint.objects();
      const name = "AMAZON_SES_SETUP_NOTIFICATION";
      expect([...objects.keys()].sort()).toEqual([name, `a/b/${name}`, `alice/${name}`]);
      const text = objects.get(`alice/${name}`)?.toString();
      expect(text).toMatch(
        /^Date: Tue, 24 Nov 2026 12:00:00 \+0000\r\nTo: recipient@example\.com\r\nFrom: Amazon Web Services <no-reply-aws@amazon\.com>\r\nSubject: Amazon SES Setup Notification\r\n\r\nHello,\r\n/,
      );
    });
  });

  test("is written again when a rule appears or changes, and only for that rule", async () => {
    const alice = rule("alice", ["alice@example.org"]);
    const source = new ChangeableRules(rulesWith([alice]));
    await withEndpoint(source, async (testEndpoint) => {
      await testEndpoint.send(["alice@example.org"]);
      expect(written(testEndpoint)).toHaveLength(1);

      source.current = rulesWith([alice, rule("bob", ["bob@example.org"])]);
      await testEndpoint.send(["alice@example.org"]);
      source.current = rulesWith([
        rule("alice", ["alice@example.org", "a@example.org"]),
        rule("bob", ["bob@example.org"]),
      ]);
      await testEndpoint.send(["alice@example.org"]);
      expect(written(testEndpoint)).toEqual(
        ["alice", "bob", "alice"].map((name) => `${name}/AMAZON_SES_SETUP_NOTIFICATION`),
      );
    });
  });

  test("is published as a message is, to an unknown recipient", async () => {
    const source = new ChangeableRules(rulesWith([rule("alice", ["alice@example.org"])]));
    const published: object[] = [];
    const onStored: OnStored = (stored) => void published.push(notificationOf(stored, stored.message.receivedAt));
    const testEndpoint = await TestEndpoint.start(source, { clock: new ManualClock(), onStored });
    await testEndpoint.stop();
    expect(published).toEqual([
      expect.objectContaining({
        notificationType: "Received",
        mail: expect.objectContaining({
          messageId: "AMAZON_SES_SETUP_NOTIFICATION",
          destination: ["recipient@example.com"],
        }) as unknown,
        receipt: expect.objectContaining({
          recipients: ["recipient@example.com"],
          action: expect.objectContaining({ objectKey: "alice/AMAZON_SES_SETUP_NOTIFICATION" }) as unknown,
        }) as unknown,
      }),
    ]);
  });

  test("is written again for a rule that was removed and added", async () => {
    const [alice, bob] = [rule("alice", ["alice@example.org"]), rule("bob", ["bob@example.org"])];
    const source = new ChangeableRules(rulesWith([alice, bob]));
    await withEndpoint(source, async (testEndpoint) => {
      source.current = rulesWith([bob]);
      await testEndpoint.send(["bob@example.org"]);
      source.current = rulesWith([alice, bob]);
      await testEndpoint.send(["bob@example.org"]);
      expect(written(testEndpoint).filter((key) => String(key).startsWith("alice/"))).toHaveLength(2);
    });
  });

  test("needs a message's permission; its failure is reported and repaired later", async () => {
    const rules = rulesWith([rule("alice", ["alice@example.org"])]);
    const source = new ChangeableRules({ ...rules, buckets: new Map([[bucket, undefined]]) });
    await withEndpoint(source, async (testEndpoint) => {
      expect(testEndpoint.events).toEqual([
        {
          kind: "setup-failed",
          rule: "alice",
          bucket,
          key: "alice/AMAZON_SES_SETUP_NOTIFICATION",
          reason: `bucket ${bucket} has no policy; expected one that allows ses.amazonaws.com s3:PutObject`,
        },
      ]);
      source.current = rules;
      await testEndpoint.send(["alice@example.org"]);
      expect(written(testEndpoint)).toHaveLength(1);
    });
  });
});
