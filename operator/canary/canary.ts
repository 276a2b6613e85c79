import { randomBytes } from "node:crypto";
import { standbyHost } from "../../settings/names/standby-hosts";
import type { Mailbox, Region, Settings } from "../../settings/model";
import { openStore, type StoreLocation } from "../../store/open-store";
import { StoreError } from "../../store/store-error";
import type { DnsLookups } from "../doctor/dns/dns-lookups";
import type { Finding } from "../doctor/model";
import { NoConnectionError, PORT_BLOCKED } from "../doctor/smtp/standby-session";
import { StandbyRecipients } from "../users/standby";
import { messageIdIn } from "./assumptions";
import { canaryMessage, type CanaryMessage } from "./canary-message";
import { DialogueError, type DialogueResult, talkToStandby } from "./dialogue";
import { addressHop, connectionHop, inventedHop } from "./dialogue-hops";
import { followMessage } from "./follow";
import { type CanaryLimits, DIALOGUE_DEADLINE_MS, type Hop, type HopName } from "./model";
import { deliveryHops } from "./delivery-hops";
import { UsageError } from "../../lib/usage-error";

export interface CanaryOptions {
  readonly settings: Settings;
  readonly dns: DnsLookups;
  /** A real address of the settings. */
  readonly address: string;
  readonly limits: CanaryLimits;
  /** The location of the buckets. */
  readonly location: StoreLocation;
  readonly root?: string;
  readonly signal: AbortSignal;
  /** Called for each hop when the hop has ended. */
  readonly onHop?: (hop: Hop) => void;
}

/** The mailboxes that get the mail of the address. Throws a `UsageError` if there is no such mailbox. */
export function receiversOf(address: string, settings: Settings): readonly Mailbox[] {
  const users = new StandbyRecipients(settings).receiversOf(address.toLowerCase());
  if (users.length > 0) return settings.mailboxes.filter(({ user }) => users.includes(user));
  const some = settings.mailboxes.flatMap(({ addresses }) => addresses).slice(0, 3);
  throw new UsageError(`expected an address of the settings, such as ${some.join(", ")}, found ${address}`);
}

/** Sends one message to the standby of each region, and follows it into the mailboxes. */
export async function runCanary(options: CanaryOptions): Promise<readonly Hop[]> {
  receiversOf(options.address, options.settings);
  const all = await Promise.all(options.settings.regions.map((region) => canaryIn(region, options)));
  return all.flat();
}

/** Sends one message to the standby of one region, and follows it into the mailboxes. */
export async function canaryIn(region: Region, options: CanaryOptions): Promise<readonly Hop[]> {
  const { settings, dns, limits, signal, onHop } = options;
  const host = standbyHost(region.name);
  const startedAt = performance.now();
  const hops: Hop[] = [];
  const report = (hop: HopName, finding: Finding, atMs = performance.now()) => {
    const timed = { host, hop, ...finding, elapsedMs: Math.round(atMs - startedAt) };
    hops.push(timed);
    onHop?.(timed);
  };

  const message = canaryMessage(options.address.toLowerCase(), new Date());
  const inventedAddress = inventAddress(message.address, settings);
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(DIALOGUE_DEADLINE_MS)]);
  let dialogue: DialogueResult;
  try {
    dialogue = await talkToStandby({ host, dns, message, inventedAddress, signal: deadline });
  } catch (error) {
    if (error instanceof NoConnectionError) report("connection", noConnection(error, message, settings));
    else if (error instanceof DialogueError) report("connection", brokenOff(error));
    else throw error;
    return hops;
  }
  report("connection", connectionHop(dialogue, host));
  report("invented-address", inventedHop(dialogue.invented, inventedAddress));
  report("address", addressHop(dialogue, message.address));
  if (!dialogue.isAccepted) return hops;

  const messageId = messageIdIn(dialogue.answer);
  if (messageId === undefined) {
    report("stored", {
      status: "UNKNOWN",
      found: "the standby's reply has no message id, so the object cannot be found",
    });
    return hops;
  }
  const { bucketOwner } = settings.importer;
  const store = await openStore(options.location, region, { signal, bucketOwner }).catch((error: unknown) => {
    if (error instanceof StoreError) return { reason: error.message };
    throw error;
  });
  try {
    const mailboxes = receiversOf(message.address, settings);
    const now = () => performance.now();
    const { root } = options;
    const { host: thisHost } = settings;
    const followed = await followMessage({
      ...{ mailboxes, messageId, host: thisHost, root, store, limits, signal, now },
      nonce: message.nonce,
    });
    const facts = { region: region.name, messageId, helo: dialogue.helo, message };
    const followedDelivery = { followed, facts, bucketName: region.bucket, limits, endedAtMs: performance.now() };
    for (const { hop, atMs, ...finding } of deliveryHops(followedDelivery)) report(hop, finding, atMs);
  } finally {
    if ("close" in store) await store.close();
  }
  return hops;
}

/** An unknown address in the domain of the real address; `undefined`: a catch-all accepts every address. */
function inventAddress(address: string, settings: Settings): string | undefined {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  if (new StandbyRecipients(settings).takesAll(domain)) return undefined;
  return `standby-mx-canary-${randomBytes(6).toString("hex")}@${domain}`;
}

function noConnection(
  { message, hasAddress }: NoConnectionError,
  { address }: CanaryMessage,
  { domains }: Settings,
): Finding {
  const unknown = { status: "UNKNOWN", found: message, expected: "a connection" } as const;
  if (!hasAddress) {
    return { ...unknown, why: "could not look", advice: "run:", fix: "standby-mx doctor dns-resolvers standby-host" };
  }
  return {
    ...unknown,
    why: PORT_BLOCKED,
    advice: "run the canary on the mail server, which may send mail, or from here through the mail server:",
    fix: `standby-mx canary ${address}\nssh ${domains[0].primary[0].host} standby-mx canary ${address} --yes`,
  };
}

function brokenOff({ message }: Error): Finding {
  return {
    status: "UNKNOWN",
    found: message,
    expected: "answers to a message",
    why: "could not look",
    advice: "try again",
  };
}
