import { printable } from "../../../lib/text";
import type { DomainRecords, IdentityStatus, LookedUpRecord } from "../model";

/** The record in the master file format of RFC 1035 section 5.1. */
export function zoneLine({ name, type, value, priority, ttl }: Omit<LookedUpRecord, "state" | "found">): string {
  const data = type === "TXT" ? `"${value}"` : `${value}.`;
  return `${name}. ${ttl} IN ${type} ${priority === undefined ? "" : `${priority} `}${data}`;
}

/** The present state of the record, on one line. */
export function stateText({ state, found, optional }: Pick<LookedUpRecord, "state" | "found" | "optional">): string {
  switch (state) {
    case "seen":
      return "seen";
    case "missing":
      return optional ? "not published (optional)" : "missing";
    case "partly":
    case "different":
      return `${state}: ${printable(found)}`;
    case "unknown":
      return `could not look: ${printable(found)}`;
  }
}

export function publisherText({ publishedBy, zone }: DomainRecords): string {
  return publishedBy === "hand"
    ? `publish these lines in the zone ${zone}`
    : `the deployment publishes DKIM, TXT and MX records in Route 53, in the zone ${zone}; publish the other lines yourself`;
}

const VERIFICATIONS: Readonly<Record<IdentityStatus["verification"], string>> = {
  verified: "has verified the domain",
  pending: "has not verified the domain yet",
  "no-identity": "does not have the domain yet",
  unknown: "was not asked whether it has verified the domain",
};

export function verificationText({ region, verification }: IdentityStatus): string {
  return `SES in ${region} ${VERIFICATIONS[verification]}`;
}

/** Why the tokens are missing and how to get them, one line each, with commands indented. Equal causes appear once. */
export function tokensMissingLines(identities: readonly IdentityStatus[]): readonly string[] {
  const blocks = identities.flatMap(({ tokensMissing }) => {
    if (tokensMissing === undefined) return [];
    const { reason, advice, commands } = tokensMissing;
    const known = `the DKIM and TXT records are not known here (${printable(reason)}); ${advice}`;
    return [[known, ...commands.map((command) => `  ${command}`)].join("\n")];
  });
  return [...new Set(blocks)].flatMap((block) => block.split("\n"));
}

export function policyLines({ policy, records }: DomainRecords): readonly string[] {
  if (!policy || !records.some(({ purpose }) => purpose === "mta-sts")) return [];
  return [
    `MTA-STS (optional): the policy at ${policy.url}, now ${stateText({ ...policy, optional: true })}`,
    ...(policy.state === "seen"
      ? []
      : policy.text
          .trimEnd()
          .split("\n")
          .map((line) => `  ${printable(line)}`)),
  ];
}
