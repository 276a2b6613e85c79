import { changesOf, type DangerRule } from "../danger";
import { all, numbers, text, type JsonObject } from "../json";

const spans = [
  {
    path: "noncurrent_version_expiration.noncurrent_days",
    what: "an imported or deleted message can be brought back",
  },
  { path: "expiration.days", what: "a message that waits is kept" },
];

export const retentionShorter: DangerRule = {
  id: "retention-shorter",
  mail: "S3 deletes sooner: an outage, or a holiday, that lasts longer than the new span costs the mail that waits",
  since: "about a day after the apply, for what is in the bucket already too",
  *find(comparison) {
    if (comparison.before === undefined) return;
    for (const { address, before, after } of changesOf(comparison, "aws_s3_bucket_lifecycle_configuration")) {
      for (const { path, what } of spans) {
        const [old, fresh] = [shortest(before, path), shortest(after, path)];
        if (fresh < old) yield { address, what: `${what} ${days(fresh)} instead of ${days(old)}` };
      }
    }
  },
};

function shortest(values: JsonObject | undefined, path: string): number {
  const rules = all(values, "rule").filter((rule) => text(rule, "status") !== "Disabled");
  return Math.min(...rules.flatMap((rule) => numbers(rule, path)).filter((span) => span > 0));
}

function days(span: number): string {
  return Number.isFinite(span) ? `for ${span} days` : "for ever";
}
