import type { AppliedRules, ReceiptRule, S3Action } from "./applied-rules";
import type { BucketWriter } from "./bucket-writer";
import type { Clock } from "./clock";
import { NOT_SCANNED } from "./content-verdicts";
import type { EventLog } from "./endpoint-event";
import type { OnStored } from "./message-actions";
import { SETUP_OBJECT_NAME } from "../lib/ses-setup-object";
import { objectKey } from "./object-key";
import { undocumented } from "./undocumented";
import type { SenderAuthentication } from "./verdict";
import { messageOf } from "../lib/errors";

/** SES itself is the sender, so SPF, DKIM and DMARC are not checked. */
const UNCHECKED_SENDER: SenderAuthentication = {
  spf: { verdict: "DISABLED", receivedSpf: "none" },
  dkim: { verdict: "DISABLED", signatures: [] },
  dmarc: { verdict: "DISABLED", result: "none", domain: undefined, policy: undefined },
};

/**
 * Writes `AMAZON_SES_SETUP_NOTIFICATION` for every rule with an S3 action that appears or changes, as SES does to check its
 * permission, and publishes a notification of the object as for a message.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-s3.html
 */
export class SetupObjects {
  /** Each rule as it was when its setup object was written, keyed by name. */
  private known = new Map<string, string>();

  constructor(
    private readonly writer: BucketWriter,
    private readonly clock: Clock,
    private readonly log: EventLog,
    private readonly onStored: OnStored,
  ) {}

  async notice(rules: AppliedRules): Promise<void> {
    const before = this.known;
    const present = rules.activeRuleSet?.rules ?? [];
    this.known = new Map(present.map((rule) => [rule.name, JSON.stringify(rule)]));
    for (const rule of present.filter(({ name }) => before.get(name) !== this.known.get(name))) {
      for (const action of rule.actions) if (action.type === "S3") await this.write(rules, rule, action);
    }
  }

  private async write(rules: AppliedRules, rule: ReceiptRule, action: S3Action): Promise<void> {
    const place = {
      rule: rule.name,
      bucket: action.bucketName,
      key: objectKey(action.objectKeyPrefix, SETUP_OBJECT_NAME),
    };
    const { account, region } = rules;
    const receivedAt = this.clock.now();
    const object = setupObject(receivedAt);
    const recipients = ["recipient@example.com"];
    const client = { ip: "127.0.0.1", hostname: undefined, helo: "" };
    const sender = "no-reply-aws@amazon.com";
    const message = { id: SETUP_OBJECT_NAME, receivedAt, sender, recipients, client, tls: true, content: object };
    const planned = { rule, action, recipients, addedHeaders: [] };
    try {
      await this.writer.write({ account, region, ruleSet: rules.activeRuleSet?.name ?? "", ...place }, object);
      await this.onStored({
        message,
        write: planned,
        place,
        authentication: UNCHECKED_SENDER,
        content: NOT_SCANNED,
        object,
      });
      this.log({ kind: "setup-written", ...place });
    } catch (error) {
      this.known.delete(rule.name);
      this.log({ kind: "setup-failed", ...place, reason: messageOf(error) });
    }
  }
}

function setupObject(at: Date): Buffer {
  const date = at.toUTCString().replace("GMT", "+0000");
  return Buffer.from(`Date: ${date}\r\n${undocumented.setupObjectText.value}`);
}
