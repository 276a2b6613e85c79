import type { ReviewCase } from "./row";
import { add, block, type SynthesizedFile } from "./sides";

const topic = "arn:aws:sns:eu-west-1:444455556666:listener";
const lambda = "arn:aws:lambda:eu-west-1:111122223333:function:filter";
const kept = { bucket_name: "example.org-mail-stocker", object_key_prefix: "bob", position: 1 };

/** Actions of a receipt rule that store mail where no importer looks, or bounce it. */
export const ruleActions: ReviewCase[] = [
  {
    name: "a rule that also stores in another bucket",
    edit: (file) => (bob(file).s3_action = [kept, { bucket_name: "listener", object_key_prefix: "bob", position: 2 }]),
    dangers: ["mail-copied-out: rule bob_example.org stores in bucket listener, where no mail was kept before"],
    counts: ["1 changed"],
  },
  {
    name: "a rule that also stores in a new bucket of the stack",
    edit: (file) => {
      add(file, "aws_s3_bucket", "listener", { bucket: "listener" });
      add(file, "aws_s3_bucket_public_access_block", "listener", {
        bucket: "listener",
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      });
      bob(file).s3_action = [
        kept,
        { bucket_name: "${aws_s3_bucket.listener.bucket}", object_key_prefix: "bob", position: 2 },
      ];
    },
    dangers: [
      "bucket-policy-denies-ses: SES may not store for bob_example.org: bucket listener has no policy; expected one that allows ses.amazonaws.com s3:PutObject",
      "mail-copied-out: rule bob_example.org stores in bucket listener, where no mail was kept before",
    ],
    counts: ["1 changed, 2 added"],
  },
  {
    name: "a new rule for all recipients that stores elsewhere",
    edit: (file) =>
      add(file, "aws_ses_receipt_rule", "copy", {
        name: "copy",
        rule_set_name: "main-ruleset",
        after: "carol_example.org",
        enabled: true,
        s3_action: [{ bucket_name: "listener", position: 1 }],
      }),
    line: "no address lost; 1 address gained: every other address of example.org.",
    dangers: ["mail-copied-out: rule copy stores in bucket listener, where no mail was kept before"],
    counts: ["1 added"],
  },
  {
    name: "a rule that publishes whole messages",
    edit: (file) => (bob(file).sns_action = [{ topic_arn: topic, position: 2 }]),
    dangers: [`mail-copied-out: rule bob_example.org publishes whole messages to topic ${topic}`],
    counts: ["1 changed"],
  },
  {
    name: "a rule that waits for a function, which may stop all rules",
    base: { edit: (file) => (bob(file).lambda_action = [{ function_arn: lambda, position: 2 }]) },
    edit: (file) =>
      (bob(file).lambda_action = [{ function_arn: lambda, invocation_type: "RequestResponse", position: 2 }]),
    dangers: [`mail-copied-out: rule bob_example.org waits for function ${lambda}, which may end all rules`],
    counts: ["1 changed"],
  },
  {
    name: "a rule that tells a function",
    edit: (file) => (bob(file).lambda_action = [{ function_arn: lambda, position: 2 }]),
    dangers: [`mail-copied-out: rule bob_example.org tells function ${lambda}`],
    counts: ["1 changed"],
  },
  {
    name: "a rule that hands mail to WorkMail",
    edit: (file) => (bob(file).workmail_action = [{ organization_arn: "arn:aws:workmail:x", position: 2 }]),
    dangers: ["mail-copied-out: rule bob_example.org hands mail to WorkMail arn:aws:workmail:x"],
    counts: ["1 changed"],
  },
  {
    name: "a rule that publishes, switched on",
    base: {
      edit: (file) => Object.assign(bob(file), { sns_action: [{ topic_arn: topic, position: 2 }], enabled: false }),
    },
    edit: (file) => (bob(file).sns_action = [{ topic_arn: topic, position: 2 }]),
    line: "no address lost; 2 addresses gained: bob@example.org, info@example.org.",
    dangers: [`mail-copied-out: rule bob_example.org publishes whole messages to topic ${topic}`],
    counts: ["1 changed"],
  },
  {
    name: "an action that was there, at another place",
    base: { edit: (file) => (bob(file).sns_action = [{ topic_arn: topic, position: 2 }]) },
    edit: (file) => {
      bob(file).sns_action = [{ topic_arn: topic, position: 1 }];
      bob(file).s3_action = [{ ...kept, position: 2 }];
    },
    counts: ["1 changed"],
  },
  {
    name: "a rule that bounces",
    edit: (file) =>
      (bob(file).bounce_action = [
        { message: "no such user", sender: "postmaster@example.org", smtp_reply_code: "550", position: 2 },
      ]),
    dangers: ["mail-bounced: rule bob_example.org answers with a bounce: 550 no such user"],
    counts: ["1 changed"],
  },
  {
    name: "a Stop action that notifies another topic",
    edit: (file) =>
      (block(file, "aws_ses_receipt_rule", "carol").stop_action = [
        { scope: "RuleSet", topic_arn: topic, position: 2 },
      ]),
    dangers: [`foreign-topic: rule carol_example.org notifies a topic of another stack, ${topic}`],
    counts: ["1 changed"],
  },
];

function bob(file: SynthesizedFile): Record<string, unknown> {
  return block(file, "aws_ses_receipt_rule", "bob");
}
