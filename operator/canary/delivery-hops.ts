import { readSesBlock } from "../../importer/message/ses-block";
import type { Finding } from "../doctor/model";
import { blockDifferences, type BlockFacts } from "./compare-block";
import { goodUnless } from "./dialogue-hops";
import type { FollowResult, TrackedCopy } from "./follow";
import type { CanaryLimits, HopName } from "./model";

/** A finding with the time at which the result was known. */
export type TimedFinding = Finding & { readonly hop: HopName; readonly atMs: number };

export interface FollowedDelivery {
  readonly followed: FollowResult;
  readonly facts: BlockFacts;
  readonly bucketName: string;
  readonly limits: CanaryLimits;
  readonly endedAtMs: number;
}

/** The hops of the message after the standby accepted it, for each mailbox that is to get the message. */
export function deliveryHops(followedDelivery: FollowedDelivery): readonly TimedFinding[] {
  return followedDelivery.followed.tracked.flatMap((copy) => {
    const stored = {
      hop: "stored",
      ...storedHop(copy, followedDelivery),
      atMs: copy.storedAtMs ?? followedDelivery.endedAtMs,
    } as const;
    // A message that is not stored has no further hops.
    if (stored.status === "FAIL") return [stored];
    return [
      stored,
      {
        hop: "headers",
        ...headersHop(copy, followedDelivery),
        atMs: copy.storedAtMs ?? copy.deliveredAtMs ?? followedDelivery.endedAtMs,
      },
      {
        hop: "imported",
        ...importedHop(copy, followedDelivery),
        atMs: copy.importedAtMs ?? followedDelivery.endedAtMs,
      },
      { hop: "mailbox", ...mailboxHop(copy, followedDelivery), atMs: copy.deliveredAtMs ?? followedDelivery.endedAtMs },
    ];
  });
}

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;

function storedHop(copy: TrackedCopy, { followed, bucketName, limits }: FollowedDelivery): Finding {
  const { key, storedAtMs, copies } = copy;
  const place = `s3://${bucketName}/${key}`;
  if (storedAtMs !== undefined) return { status: "OK", found: place };
  if (copies.length > 0) return { status: "OK", found: `${place}, imported before it was looked at` };
  const { bucket, unexpectedKeys } = followed;
  if (unexpectedKeys.length > 0) {
    return {
      status: "FAIL",
      found: `SES stores the message as ${unexpectedKeys.join(", ")}`,
      expected: `we assumed ${key}`,
      why: "The importer finds no mailbox for the message, and does not deliver it.",
      advice: "with the credentials of your AWS account, run:",
      fix: "standby-mx doctor ses-accepts ses-rules",
    };
  }
  if (bucket) {
    return {
      status: "UNKNOWN",
      found: bucket.reason,
      expected: place,
      why: "could not look into the bucket",
      advice: "run the canary on the mail server, with the importer's key",
    };
  }
  return {
    status: "FAIL",
    found: `nothing in the bucket after ${seconds(limits.storedMs)}`,
    expected: place,
    why: "SES accepted the message and has not stored it: mail is lost, unless an importer has delivered the message at once.",
    advice: "look for failed actions and at the rules:",
    fix: "standby-mx doctor ses-accepts ses-rules bucket-exists",
  };
}

function headersHop({ stored, copies }: TrackedCopy, { facts }: FollowedDelivery): Finding {
  const text = stored ?? asStored(copies[0]?.text);
  if (text === undefined) {
    return { status: "UNKNOWN", found: "the stored message could not be read", expected: "the headers of SES" };
  }
  const differences = blockDifferences(text, facts);
  if (readSesBlock(Buffer.from(text, "latin1"), true) === undefined) {
    return {
      status: "WARN",
      found: differences.join("; ") || "the importer does not understand the headers of SES",
      expected: "the headers that SES has written since 2019",
      why: "The importer treats such a message as one without verdicts and without an envelope.",
      advice: "tell the maintainers of standby-mx what SES does",
    };
  }
  return goodUnless(differences, "the importer understands the headers of SES");
}

/** A delivered message without the importer's headers, with the line ends of SES. */
function asStored(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const added = /^(?:(?:X-Original-To|Delivered-To): .*\n)*X-Standby-MX: .*\n(?:[ \t].*\n)*/.exec(text)?.[0] ?? "";
  return text.slice(added.length).replace(/\r?\n/g, "\r\n");
}

function importedHop({ key, importedAtMs }: TrackedCopy, { followed, limits }: FollowedDelivery): Finding {
  if (importedAtMs !== undefined) return { status: "OK", found: `${key} is no longer in the bucket` };
  if (followed.bucket) {
    return { status: "UNKNOWN", found: followed.bucket.reason, expected: "that the importer deletes the object" };
  }
  return {
    status: "FAIL",
    found: `still in the bucket after ${seconds(limits.importedMs)}`,
    expected: "that the importer delivers and deletes it",
    why: "The mail is not delivered: the importer does not run, or holds the message.",
    advice: "on the mail server, run:",
    fix: "standby-mx import\nstandby-mx doctor --only home",
  };
}

function mailboxHop({ mailbox, copies, importedAtMs }: TrackedCopy, { followed }: FollowedDelivery): Finding {
  const { user, maildir } = mailbox;
  const folders = copies.map(({ folder }) => folder).join(", ");
  if (copies.length === 1)
    return { status: "OK", found: `once in the mailbox of ${user} (${folders})`, source: maildir };
  if (copies.length > 1) {
    return {
      status: "FAIL",
      found: `${copies.length} times in the mailbox of ${user} (${folders})`,
      expected: "once",
      why: "Each message of an outage comes twice.",
      advice: "look for a second importer, or a second rule of the mail server that copies mail",
      source: maildir,
    };
  }
  if (followed.maildirs) {
    return {
      status: "UNKNOWN",
      found: followed.maildirs.reason,
      expected: `the message in the mailbox of ${user}`,
      why: "Only the mail server shows whether the message is in the mailbox.",
      advice: "on the mail server, as root, run standby-mx canary; or look for the message in your mail program",
    };
  }
  const isImported = importedAtMs !== undefined;
  return {
    status: isImported ? "FAIL" : "UNKNOWN",
    found: isImported ? `taken from the bucket, and not in the mailbox of ${user}` : "not imported yet",
    expected: "once in the mailbox",
    ...(isImported && {
      why: "A rule of the mail server has moved the message, or another person or program has deleted the object.",
    }),
    source: maildir,
  };
}
