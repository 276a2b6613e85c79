import type { UnclaimedMail, UnclaimedPrefix } from "../importer/listing/unclaimed-mail";
import { prefixRule } from "../settings/names/aws-names";
import { withoutThousandths } from "../operator/status/quantities";
import { shellWord } from "../lib/shell-word";

/** Prefixes that are printed one by one; the JSON has more of them. */
const MAX_PREFIXES_PRINTED = 10;

/** One line for each prefix with mail that no mailbox gets, and one line of advice. */
export function unclaimedLines({ prefixes, count }: UnclaimedMail): readonly string[] {
  const [first] = prefixes;
  if (!first) return [];
  const printed = prefixes.slice(0, MAX_PREFIXES_PRINTED);
  const rest = count - printed.reduce((sum, each) => sum + each.count, 0);
  const more = rest > 0 ? [`under no mailbox's prefix: and ${messages(rest)} more below other prefixes`] : [];
  return [...printed.map(lineOf), ...more, advice(first)];
}

function lineOf({ bucket, prefix, count, bytes, oldest }: UnclaimedPrefix): string {
  const place = prefix === "" ? `${bucket} (keys without a prefix)` : `${bucket}/${prefix}/`;
  return `under no mailbox's prefix: ${place}: ${messages(count)}, ${bytes} bytes, the oldest of ${withoutThousandths(oldest.toISOString())}`;
}

function advice({ bucket, prefix }: UnclaimedPrefix): string {
  const deliver = `to deliver these: standby-mx import --deliver-prefix ${shellWord(`${prefix}=USER`)}`;
  // SES never wrote an object whose prefix the settings would refuse.
  if (prefixRule(prefix)) return `${deliver}; to stop this report: move them out of the bucket ${bucket}`;
  const access = `if AWS denies access: write formerPrefixes: [${prefix}] into the mailbox's settings and deploy`;
  return `${deliver} (${access}); to stop this report: set importer.ignorePrefixes: [${prefix}]`;
}

function messages(count: number): string {
  return `${count} ${count === 1 ? "message" : "messages"}`;
}
