import type { OnStored } from "../../../inbound/message-actions";
import { notificationOf } from "../../../inbound/sns-notification";
import { Rehearsal } from "./support/rehearsal";
import { bucket, ChangeableRules, rule, rulesWith, s3 } from "./support/rules";
import { ManualClock } from "../../../fixtures/clock/manual-clock";

const written = (rehearsal: Rehearsal) =>
  rehearsal.events.filter(({ kind }) => kind === "setup-written").map((event) => "key" in event && event.key);

async function rehearse(source: ChangeableRules, run: (rehearsal: Rehearsal) => Promise<void>): Promise<void> {
  const rehearsal = await Rehearsal.start(source, { clock: new ManualClock() });
  try {
    await run(rehearsal);
  } finally {
    await rehearsal.stop();
  }
}

describe("the setup object", () => {
  test("is there for each rule from the start, disabled or not, with AWS's text", async () => {
    const rules = [
      rule("alice", ["alice@example.org"]),
      rule("off", [], { enabled: false, actions: [s3("a/b/"), s3("")] }),
    ];
    await rehearse(new ChangeableRules(rulesWith(rules)), async (rehearsal) => {
      const objects = await rehearsal.objects();
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
    await rehearse(source, async (rehearsal) => {
      await rehearsal.send(["alice@example.org"]);
      expect(written(rehearsal)).toHaveLength(1);

      source.current = rulesWith([alice, rule("bob", ["bob@example.org"])]);
      await rehearsal.send(["alice@example.org"]);
      source.current = rulesWith([
        rule("alice", ["alice@example.org", "a@example.org"]),
        rule("bob", ["bob@example.org"]),
      ]);
      await rehearsal.send(["alice@example.org"]);
      expect(written(rehearsal)).toEqual(
        ["alice", "bob", "alice"].map((name) => `${name}/AMAZON_SES_SETUP_NOTIFICATION`),
      );
    });
  });

  test("is published as a message is, to an unknown recipient", async () => {
    const source = new ChangeableRules(rulesWith([rule("alice", ["alice@example.org"])]));
    const published: object[] = [];
    const onStored: OnStored = (stored) => void published.push(notificationOf(stored, stored.message.receivedAt));
    const rehearsal = await Rehearsal.start(source, { clock: new ManualClock(), onStored });
    await rehearsal.stop();
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

  test("is written again for a rule that was gone for a while", async () => {
    const [alice, bob] = [rule("alice", ["alice@example.org"]), rule("bob", ["bob@example.org"])];
    const source = new ChangeableRules(rulesWith([alice, bob]));
    await rehearse(source, async (rehearsal) => {
      source.current = rulesWith([bob]);
      await rehearsal.send(["bob@example.org"]);
      source.current = rulesWith([alice, bob]);
      await rehearsal.send(["bob@example.org"]);
      expect(written(rehearsal).filter((key) => String(key).startsWith("alice/"))).toHaveLength(2);
    });
  });

  test("needs a message's permission; its failure is reported and made good later", async () => {
    const rules = rulesWith([rule("alice", ["alice@example.org"])]);
    const source = new ChangeableRules({ ...rules, buckets: new Map([[bucket, undefined]]) });
    await rehearse(source, async (rehearsal) => {
      expect(rehearsal.events).toEqual([
        {
          kind: "setup-failed",
          rule: "alice",
          bucket,
          key: "alice/AMAZON_SES_SETUP_NOTIFICATION",
          reason: `bucket ${bucket} has no policy; expected one that allows ses.amazonaws.com s3:PutObject`,
        },
      ]);
      source.current = rules;
      await rehearsal.send(["alice@example.org"]);
      expect(written(rehearsal)).toHaveLength(1);
    });
  });
});
