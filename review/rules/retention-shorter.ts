import type { DangerRule } from "../model/danger";
import { changesOf } from "../model/select";
import { numbers, text, type Json } from "../model/json";
import { shortenedSpans, spansOf, type Span } from "../facts/lifecycle";

const LIFECYCLE_SPANS = [
  {
    path: "noncurrent_version_expiration",
    read: (action: Json) => spanOf(action, "noncurrent_days"),
    what: "an imported or deleted message can be brought back",
  },
  {
    path: "expiration",
    read: (action: Json) => spanOf(action),
    what: "a message that waits is kept",
  },
  {
    path: "transition",
    read: (action: Json) => (isArchived(action) ? (spanOf(action) ?? { days: 0, date: undefined }) : undefined),
    what: "the importer can get a message that waits",
  },
];

export const retentionShorter: DangerRule = {
  id: "retention-shorter",
  mail: "S3 deletes waiting mail sooner, or archives it where the importer cannot read it: mail is lost in an outage that lasts longer than the new span",
  since: "about a day after the apply, also for mail that is already in the bucket",
  *find(comparison) {
    if (comparison.before === undefined) return;
    for (const { address, before, after } of changesOf(comparison, "aws_s3_bucket_lifecycle_configuration")) {
      const findings = LIFECYCLE_SPANS.flatMap(({ path, read, what }) => {
        const sooner = shortenedSpans(spansOf(before, path, read), spansOf(after, path, read));
        return sooner.map(([span, former]) => `${what} ${until(span)} instead of ${until(former)}${where(span)}`);
      });
      for (const what of new Set(findings)) yield { address, what };
    }
  },
};

/** A plan has 0 for days that are not set. */
function spanOf(action: Json, path = "days"): Pick<Span, "days" | "date"> | undefined {
  const date = text(action, "date");
  if (date !== undefined) return { days: 0, date };
  const [days] = numbers(action, path).filter((span) => span > 0);
  return days === undefined ? undefined : { days, date };
}

/** GET is refused until the object is restored: https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html */
function isArchived(action: Json): boolean {
  return ["GLACIER", "DEEP_ARCHIVE"].includes(text(action, "storage_class") ?? "");
}

function until(span: Span | undefined): string {
  if (span === undefined) return "for ever";
  return span.date === undefined ? `for ${span.days} days` : `until ${span.date}`;
}

function where({ scope: { prefix } }: Span): string {
  return prefix === "" ? "" : ` (below ${prefix})`;
}
