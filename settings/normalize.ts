import { posix } from "node:path";
import { parseAddress } from "./names/addresses";
import { isHostedZoneId } from "./names/aws-names";
import { bucketName, domainOf, queueNameFor, ruleNameFor } from "./names/derived-names";
import { toALabels } from "./names/domain-names";
import type { SettingsFile } from "./file-schema";
import { fillTemplate, parseOwner } from "./names/local-names";
import { parseLmtp } from "./names/destinations";
import { parseResolver } from "./names/resolvers";
import type { Destination, DoctorSettings, Domain, HostedZone, Mailbox, Settings, TerraformState } from "./model";

type Entry<K extends "domains" | "mailboxes"> = SettingsFile[K][number];

/** What a sound settings file means. */
export function normalize(file: SettingsFile): Settings {
  const domains = nonEmpty(file.domains.map(toDomain));
  return {
    regions: nonEmpty(
      file.regions.map((name, index) => ({
        name,
        bucket: bucketName(file.bucket, domains[0].name, index > 0 ? name : undefined),
      })),
    ),
    domains,
    mailboxes: nonEmpty(file.mailboxes.map((entry) => toMailbox(entry, file.mailboxDefaults, domains[0].name))),
    catchAll: file.unknownRecipients === "refuse" ? undefined : file.unknownRecipients.catchAll,
    ruleSet: file.ruleSet,
    tlsPolicy: file.tlsPolicy,
    manageActiveRuleSet: file.manageActiveRuleSet,
    retention: { deletedDays: file.retention.deletedDays, waitingDays: file.retention.waitingDays },
    preventDestroy: file.preventDestroy,
    envelopeQueue: toQueue(file.envelopeQueue, bucketName(file.bucket, domains[0].name)),
    state: toState(file.state),
    importer: { ...file.importer, stateDirectory: posix.resolve(file.importer.stateDirectory) },
    doctor: toDoctor(file.doctor),
    acknowledgedGaps: file.acknowledgedGaps,
  };
}

function toDomain({ name, primary, standbyPreference, dns }: Entry<"domains">): Domain {
  return {
    name: toALabels(name),
    primary: nonEmpty(primary.map(({ host, preference }) => ({ host: toALabels(host), preference }))),
    standbyPreference,
    dns: dns === "elsewhere" ? { kind: "elsewhere" } : { kind: "route53", zone: toHostedZone(dns.route53) },
  };
}

function toHostedZone(zone: string): HostedZone {
  return isHostedZoneId(zone) ? { id: zone } : { name: toALabels(zone) };
}

function toMailbox(entry: Entry<"mailboxes">, defaults: SettingsFile["mailboxDefaults"], onlyDomain: string): Mailbox {
  const parsed = entry.addresses.map(parseAddress);
  const domain = domainOf(entry.addresses[0] ?? "", onlyDomain);
  const owner = entry.owner ?? defaults.owner;
  return {
    user: entry.user,
    addresses: parsed.map((address) => `${address.localPart}@${address.domain ?? onlyDomain}`),
    maildir: posix.resolve(fillTemplate(entry.maildir ?? defaults.maildir, { user: entry.user, domain })),
    destination: toDestination(entry.destination ?? defaults.destination),
    owner: owner === undefined ? undefined : parseOwner(owner),
    ruleName: entry.ruleName ?? ruleNameFor(entry.user, domain),
    prefix: entry.prefix ?? entry.user,
    formerPrefixes: entry.formerPrefixes ?? [],
  };
}

function toQueue(queue: SettingsFile["envelopeQueue"], firstBucket: string): string | undefined {
  if (typeof queue === "boolean") return queue ? queueNameFor(firstBucket) : undefined;
  return queue.name;
}

function toDestination(written: SettingsFile["mailboxDefaults"]["destination"]): Destination {
  if (written === "maildir") return { kind: "maildir" };
  const { lmtp, command, onUnknown = "resend" } = written;
  if (command) return { kind: "command", command, onUnknown };
  const server = parseLmtp(lmtp ?? "");
  if (!server) throw new TypeError("an LMTP server that the schema has let pass is none");
  return { kind: "lmtp", server, onUnknown };
}

function toState(state: SettingsFile["state"]): TerraformState {
  if (state === "local") return { kind: "local", path: undefined };
  if (!state.s3) return { kind: "local", path: state.local };
  return { kind: "s3", bucket: state.s3.bucket, key: state.s3.key, region: state.s3.region };
}

function toDoctor({ resolvers, mute }: SettingsFile["doctor"]): DoctorSettings {
  return {
    resolvers: resolvers.flatMap((text) => parseResolver(text) ?? []),
    mute: mute.map((entry) => ({ ...entry, subject: entry.subject })),
  };
}

function nonEmpty<T>(list: readonly T[]): readonly [T, ...T[]] {
  const [first, ...rest] = list;
  if (first === undefined) throw new TypeError("a list that the schema declares non-empty is empty");
  return [first, ...rest];
}
