import type { DangerRule } from "../model/danger";
import { changesOf, resourcesOf } from "../model/select";
import { valuesAt, flag, text, texts, type Json, type JsonObject } from "../model/json";
import { mailBuckets } from "../facts/mail-places";
import type { Assessed } from "../model/stack";

/** @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda.html */
export const mailCopiedOut: DangerRule = {
  id: "mail-copied-out",
  mail: "other parties also get each message of the rule's recipients, or a function decides whether SES stores the message; a message stored only elsewhere is never imported",
  since: "the first message after the apply",
  *find(comparison) {
    const isKnown = knownBuckets(comparison);
    for (const { address, before, after } of changesOf(comparison, "aws_ses_receipt_rule")) {
      // A disabled rule sent no copies.
      const copiesBefore = flag(before, "enabled") ? describeCopies(before) : [];
      const copiesAfter = [...describeCopies(after), ...describeUnknownBuckets(after, isKnown)];
      for (const copy of new Set(copiesAfter)) {
        if (!copiesBefore.includes(copy)) yield { address, what: `rule ${text(after, "name")} ${copy}` };
      }
    }
  },
};

function describeCopies(rule: JsonObject | undefined): string[] {
  return [
    ...valuesAt(rule, "sns_action").map((action) => `publishes whole messages to topic ${text(action, "topic_arn")}`),
    ...valuesAt(rule, "lambda_action").map(describeLambda),
    ...valuesAt(rule, "workmail_action").map((action) => `hands mail to WorkMail ${text(action, "organization_arn")}`),
  ];
}

function describeLambda(action: Json): string {
  const name = `function ${text(action, "function_arn")}`;
  const isWaitedFor = text(action, "invocation_type") === "RequestResponse";
  return isWaitedFor ? `waits for ${name}, which may end all rules` : `tells ${name}`;
}

function describeUnknownBuckets(rule: JsonObject | undefined, isKnown: (bucket: string) => boolean): string[] {
  const unknown = texts(rule, "s3_action.bucket_name").filter((bucket) => !isKnown(bucket));
  return unknown.map((bucket) => `stores in bucket ${bucket}, where no mail was kept before`);
}

/** The stack's buckets are known too, as long as every mail bucket changes: a renamed bucket is not an additional bucket. */
function knownBuckets({ before, after, ...rest }: Assessed): (bucket: string) => boolean {
  const [bucketsBefore, bucketsAfter] = [before, after].map((side) =>
    mailBuckets([{ ...rest, before: side, after: side }]),
  );
  const keepsABucket = [...(bucketsBefore ?? [])].some((bucket) => bucketsAfter?.has(bucket));
  const stackBuckets = resourcesOf(after, "aws_s3_bucket").flatMap(({ address, values }) => [
    text(values, "bucket"),
    `\${${address}.id}`,
  ]);
  return (bucket) => Boolean(bucketsBefore?.has(bucket)) || (!keepsABucket && stackBuckets.includes(bucket));
}
