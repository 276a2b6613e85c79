import { addressBook, catchAllDomains } from "../addressing/address-book";
import { fullAddress } from "../addressing/written-addresses";
import type { PartialSettings } from "../partial-schema";
import { MAX_RECIPIENTS_PER_RULE } from "../names/mailbox-rules";
import { normalUser } from "../names/users";
import { formatPath, type SettingsPath } from "../path";
import type { PathFault } from "../source-position";
import type { SettingsCheck } from "./check";

/** A mailbox with a destination other than a Maildir. */
interface ServedMailbox {
  readonly user: string;
  /** The place where the settings name the destination. */
  readonly path: SettingsPath;
  /** Whether the server gets the recipients of the envelope. */
  readonly byEnvelope: boolean;
  readonly addresses: ReadonlySet<string>;
  /** Number of addresses and catch-all domains. */
  readonly recipients: number;
}

/**
 * SES names one recipient in a message, even if there are several. For a mailbox with several addresses, only the
 * envelope queue has all recipients of a message; without the queue the other recipients would not get the message.
 */
export const envelopesOfSeveral: SettingsCheck = (partial) => {
  if (partial.envelopeQueue) return [];
  return servedMailboxes(partial).flatMap(({ byEnvelope, path, user, recipients }) => {
    if (!byEnvelope || recipients < 2) return [];
    const expected = `envelopeQueue: true, because ${user} has several addresses, and a message names only one of its recipients`;
    const advice = "or set recipients: mailbox in the destination, if all this mail is one user's";
    return [{ path, fault: { expected, advice } }];
  });
};

/** Each rule of a mailbox reports its own recipients, and the number of rules that matched a message is unknown. */
export const envelopesOfOneRule: SettingsCheck = (partial) =>
  servedMailboxes(partial).flatMap(({ byEnvelope, path, user, recipients }) => {
    if (!byEnvelope || recipients <= MAX_RECIPIENTS_PER_RULE) return [];
    const found = `${recipients} addresses of ${user}`;
    const expected = `at most ${MAX_RECIPIENTS_PER_RULE} where the server gets the recipients of the envelope`;
    const advice = "put the others into a second mailbox with the same destination";
    return [{ path, fault: { found, expected, advice } }];
  });

/** Each mailbox with the address gets its own copy of a message, and the server would deliver each copy to all users of the address. */
export const recipientsOfOneServer: SettingsCheck = (partial) => {
  const byEnvelopes = servedMailboxes(partial).filter(({ byEnvelope }) => byEnvelope);
  const { shared, catchAlls } = addressBook(partial);
  const owners = ownersOf(partial);
  const places = new Map(
    shared.flatMap((address): [string, PathFault][] => {
      const key = fullAddress(address);
      const first = byEnvelopes.find(({ addresses }) => addresses.has(key));
      if (!first || (owners.get(key)?.size ?? 0) < 2) return [];
      const expected = `an address of one mailbox, because the server of ${first.user} gets the message with this address`;
      const advice = `remove the alias and add the address to ${first.user}: that server knows all its recipients`;
      const { path } = address;
      return [[formatPath(path), { path, part: "key", fault: { found: JSON.stringify(path[1]), expected, advice } }]];
    }),
  );
  const doubled = byEnvelopes.flatMap(({ user }) =>
    catchAlls
      .filter(
        (one) => one.user === user && catchAlls.some((other) => other.domain === one.domain && other.user !== user),
      )
      .map(({ path }) => {
        const expected = `${user} alone, because its server gets the recipients of the envelope`;
        return { path, fault: { expected, advice: "let that server send the mail to the others" } };
      }),
  );
  return [...places.values(), ...doubled];
};

/**
 * A mailbox whose server gets one recipient needs an address that no other mailbox has, as the recipient of mail to a
 * shared address.
 */
export const addressOfOneUser: SettingsCheck = (partial) => {
  const owners = ownersOf(partial);
  return servedMailboxes(partial).flatMap(({ byEnvelope, path, user, addresses }) => {
    const isOwn = (address: string) => owners.get(address)?.size === 1;
    if (byEnvelope || addresses.size === 0 || [...addresses].some(isOwn)) return [];
    const expected = `an address that only ${user} has, for the mail that its destination gets`;
    return [{ path, fault: { expected, advice: "add one to its addresses" } }];
  });
};

function servedMailboxes(partial: PartialSettings): ServedMailbox[] {
  const book = addressBook(partial);
  const addresses = addressesOf(partial);
  return (partial.mailboxes ?? []).flatMap((entry, mailbox): ServedMailbox[] => {
    const destination = entry?.destination ?? partial.mailboxDefaults?.destination;
    if (!entry?.user || destination === undefined || destination === "maildir") return [];
    const { smtp, command, recipients = smtp === undefined ? "mailbox" : "envelope" } = destination;
    const ownAddresses = addresses.get(mailbox) ?? new Set();
    return [
      {
        user: normalUser(entry.user),
        addresses: ownAddresses,
        path: entry.destination === undefined ? ["mailboxes", mailbox, "user"] : ["mailboxes", mailbox, "destination"],
        byEnvelope: command === undefined && recipients === "envelope",
        recipients: ownAddresses.size + catchAllDomains(book, entry.user).length,
      },
    ];
  });
}

function addressesOf(partial: PartialSettings): Map<number, Set<string>> {
  const addresses = new Map<number, Set<string>>();
  for (const address of addressBook(partial).addresses) {
    const own = addresses.get(address.mailbox) ?? new Set();
    addresses.set(address.mailbox, own.add(fullAddress(address)));
  }
  return addresses;
}

function ownersOf(partial: PartialSettings): Map<string, Set<number>> {
  const owners = new Map<string, Set<number>>();
  for (const [mailbox, addresses] of addressesOf(partial)) {
    for (const address of addresses) owners.set(address, (owners.get(address) ?? new Set()).add(mailbox));
  }
  return owners;
}
