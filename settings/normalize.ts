import { posix } from "node:path";
import { type AddressBook, addressBook, catchAllDomains } from "./addressing/address-book";
import { fullAddress, onlyDomainOf } from "./addressing/written-addresses";
import { toAlerts } from "./alerts";
import { isHostedZoneId } from "./names/aws-names";
import { bucketName, queueNameFor } from "./names/derived-names";
import { declaredDomain } from "./names/domain-names";
import type { SettingsFile } from "./file-schema";
import { toMonitoring } from "./monitoring";
import { normalHost } from "./names/hosts";
import { folderDirectory } from "./names/folders";
import { parseOwner } from "./names/local-names";
import { mailboxNames } from "./names/mailbox-names";
import { parseLmtp, parseSmtp } from "./names/destinations";
import { parseResolver } from "./names/resolvers";
import { normalUser } from "./names/users";
import type { Destination, DoctorSettings, Domain, HostedZone, Mailbox, Settings, TerraformState } from "./model";

type FileEntry<K extends "domains" | "mailboxes"> = SettingsFile[K][number];

/** Returns the meaning of a valid settings file. */
export function normalize(file: SettingsFile): Settings {
  const domains = nonEmpty(file.domains.map(toDomain));
  const addresses = addressesByMailbox(addressBook(file));
  const firstDomain = onlyDomainOf(file) ?? domains[0].name;
  return {
    regions: nonEmpty(
      file.regions.map((name, index) => ({
        name,
        bucket: bucketName(file.bucket, domains[0].name, index > 0 ? name : undefined),
      })),
    ),
    domains,
    mailboxes: nonEmpty(
      file.mailboxes.map((entry, index) => ({
        ...toMailbox(entry, file.mailboxDefaults, firstDomain),
        addresses: [...(addresses.get(index) ?? [])],
        catchAllDomains: catchAllDomains(addressBook(file), entry.user),
      })),
    ),
    recipientDelimiter: file.recipientDelimiter,
    ruleSet: file.ruleSet,
    tlsPolicy: file.tlsPolicy,
    manageActiveRuleSet: file.manageActiveRuleSet,
    retention: { deletedDays: file.retention.deletedDays, waitingDays: file.retention.waitingDays },
    preventDestroy: file.preventDestroy,
    envelopeQueue: toQueue(file.envelopeQueue, bucketName(file.bucket, domains[0].name)),
    alerts: toAlerts(file.alerts),
    state: toState(file.state),
    importer: {
      ...file.importer,
      stateDirectory: posix.resolve(file.importer.stateDirectory),
      folders: {
        junk: folderDirectory(file.importer.folders.junk),
        quarantine: folderDirectory(file.importer.folders.quarantine),
      },
    },
    monitoring: toMonitoring(file.monitoring),
    doctor: toDoctor(file.doctor),
    acknowledgedGaps: file.acknowledgedGaps,
  };
}

function toDomain({ name, primary, standbyPreference, dns }: FileEntry<"domains">): Domain {
  return {
    name: declaredDomain(name),
    primary: nonEmpty(primary.map(({ host, preference }) => ({ host: declaredDomain(host), preference }))),
    standbyPreference,
    dns: dns === "elsewhere" ? { kind: "elsewhere" } : { kind: "route53", zone: toHostedZone(dns.route53) },
  };
}

function toHostedZone(zone: string): HostedZone {
  return isHostedZoneId(zone) ? { id: zone } : { name: declaredDomain(zone) };
}

function toMailbox(
  entry: FileEntry<"mailboxes">,
  defaults: SettingsFile["mailboxDefaults"],
  firstDomain: string,
): Omit<Mailbox, "addresses" | "catchAllDomains"> {
  const owner = entry.owner ?? defaults.owner;
  const host = entry.host ?? defaults.host;
  return {
    user: normalUser(entry.user),
    ...(host !== undefined && { host: normalHost(host) }),
    ...mailboxNames(entry, defaults, firstDomain),
    destination: toDestination(entry.destination ?? defaults.destination),
    owner: owner === undefined ? undefined : parseOwner(owner),
    formerPrefixes: entry.formerPrefixes ?? [],
  };
}

function addressesByMailbox(book: AddressBook): Map<number, Set<string>> {
  const addresses = new Map<number, Set<string>>();
  for (const address of book.addresses) {
    const own = addresses.get(address.mailbox) ?? new Set();
    addresses.set(address.mailbox, own.add(fullAddress(address)));
  }
  return addresses;
}

function toQueue(queue: SettingsFile["envelopeQueue"], firstBucket: string): string | undefined {
  if (typeof queue === "boolean") return queue ? queueNameFor(firstBucket) : undefined;
  return queue.name;
}

function toDestination(written: SettingsFile["mailboxDefaults"]["destination"]): Destination {
  if (written === "maildir") return { kind: "maildir" };
  const { lmtp, smtp, command, onUnknown = "resend" } = written;
  if (command) return { kind: "command", command, onUnknown };
  const server = smtp === undefined ? parseLmtp(lmtp ?? "") : parseSmtp(smtp);
  if (!server) throw new TypeError("the schema accepted an invalid server");
  const [kind, usual] = smtp === undefined ? (["lmtp", "mailbox"] as const) : (["smtp", "envelope"] as const);
  return { kind, server, recipients: written.recipients ?? usual, onUnknown };
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
