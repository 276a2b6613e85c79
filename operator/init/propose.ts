import { addressRule } from "../../settings/names/addresses";
import { shortList } from "../status/quantities";
import { splitAddress } from "../users/address";
import type { AcceptedAddress, Reading } from "../users/reading";
import { isPerson, type PasswdUser, type UidRange } from "../users/sources/passwd";
import { mostCommon, toTemplate } from "./common-template";
import { DEFAULT_STANDBY_PREFERENCE } from "./format-settings";
import type { FoundDomain } from "./find-domains";
import type { MailboxPlace } from "./mailbox-place";
import type { OpenQuestion, Proposal, ProposedDomain, ProposedMailbox } from "./proposal";

export interface ServerFindings {
  readonly reading: Reading;
  readonly region: string;
  readonly regionReason: string;
  readonly domains: readonly FoundDomain[];
  /** Domains of the server to which no MX record leads. */
  readonly withoutMx: readonly string[];
  readonly places: ReadonlyMap<string, MailboxPlace>;
  readonly users: readonly PasswdUser[];
  readonly uidRange: UidRange;
  readonly facts: readonly string[];
  readonly open: readonly OpenQuestion[];
}

/** Proposes settings from the findings; the part of `init` without input or output. */
export function propose(findings: ServerFindings): Proposal {
  const { reading, domains, places, open } = findings;
  const names = new Set(domains.map(({ name }) => name));
  const inDomains = reading.entries.filter(({ address }) => names.has(splitAddress(address).domain ?? ""));
  const questions = [...open, ...inDomains.flatMap((entry) => doubtOf(entry, findings))];
  const usable = inDomains.filter((entry) => doubtOf(entry, findings).length === 0);
  const owners = usersByAddress(usable);
  const aliasOf = findAliasDomains(domains, owners);
  const accepted = new Map([...owners].filter(([address]) => !aliasOf.has(splitAddress(address).domain ?? "")));

  const users = [...new Set([...accepted.values()].flat())].sort();
  const templates = new Map(users.map((user) => [user, templateOf(user, places.get(user))]));
  const [maildir, owner] = [
    mostCommon([...templates.values()]),
    mostCommon(users.map((user) => places.get(user)?.owner)),
  ];
  const lmtp = usualLmtp(users.map((user) => places.get(user)?.lmtp));
  const ownAddresses = new Map(users.map((user): [string, string[]] => [user, []]));
  for (const [address, [user = "", ...others]] of accepted) {
    if (others.length === 0) ownAddresses.get(user)?.push(address);
  }
  const mailboxes = users.map((user): ProposedMailbox => {
    const addresses = ownAddresses.get(user) ?? [];
    const [template, ownOwner] = [templates.get(user), places.get(user)?.owner];
    return {
      user,
      addresses: addresses.sort((a, b) => Number(isOwn(b, user)) - Number(isOwn(a, user))),
      maildir: template === maildir ? undefined : places.get(user)?.maildir,
      owner: ownOwner === owner ? undefined : ownOwner,
      destination: destinationOf(places.get(user)?.lmtp, lmtp),
    };
  });
  return {
    region: findings.region,
    regionReason: findings.regionReason,
    domains: domains.map((domain) => toDomain(domain, aliasOf.get(domain.name), reading, users)),
    mailboxes,
    aliases: new Map([...accepted].filter(([, all]) => all.length > 1)),
    recipientDelimiter: reading.recipientDelimiter,
    ...{ maildir, owner, lmtp },
    acknowledgedGaps: findings.withoutMx.map((name) => `domain ${name}`),
    read: reading.read,
    facts: findings.facts,
    open: [
      ...questions,
      ...withoutMailbox(inDomains, reading),
      ...placeQuestions(users, places),
      ...reading.gaps.filter(({ source }) => !concernsOther(source, names)).map(toQuestion),
    ],
  };
}

function usersByAddress(entries: readonly AcceptedAddress[]): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const { address, mailbox } of entries) {
    if (mailbox !== null) owners.set(address, [...(owners.get(address) ?? []), mailbox].sort());
  }
  return owners;
}

/** Finds domains that have the same addresses of the same users as an earlier domain. */
function findAliasDomains(
  domains: readonly FoundDomain[],
  owners: ReadonlyMap<string, readonly string[]>,
): Map<string, string> {
  const aliases = new Map<string, string>();
  const bySignature = new Map<string, string>();
  for (const { name } of domains) {
    const parts = [...owners].flatMap(([address, users]) => {
      const { localPart, domain } = splitAddress(address);
      return domain === name ? [`${localPart}>${users.join(",")}`] : [];
    });
    if (parts.length === 0) continue;
    const signature = parts.sort().join(" ");
    const first = bySignature.get(signature);
    if (first === undefined) bySignature.set(signature, name);
    else aliases.set(name, first);
  }
  return aliases;
}

function toDomain(
  domain: FoundDomain,
  aliasOf: string | undefined,
  reading: Reading,
  users: readonly string[],
): ProposedDomain {
  const highest = Math.max(...domain.primary.map(({ preference }) => preference));
  const catchAll = reading.catchAlls.find((found) => found.domain === domain.name)?.mailboxes ?? [];
  return {
    ...domain,
    aliasOf,
    standbyPreference: highest < DEFAULT_STANDBY_PREFERENCE ? DEFAULT_STANDBY_PREFERENCE : highest + 10,
    catchAll: catchAll.every((user) => users.includes(user)) ? catchAll : [],
  };
}

/** Why an entry cannot be in the settings. */
function doubtOf({ address, mailbox }: AcceptedAddress, { users, uidRange }: ServerFindings): OpenQuestion[] {
  const fault = addressRule(address);
  if (fault !== undefined) {
    return [
      {
        subject: address,
        why: `SES cannot have it: expected ${fault.expected}`,
        advice: "give its owner another address",
      },
    ];
  }
  // A gap explains an address for which the primary has no mailbox.
  if (mailbox === null) return [];
  const account = users.find(({ user }) => user === mailbox);
  if (account === undefined || isPerson(account, uidRange)) return [];
  return [
    {
      subject: address,
      why: `its mail goes to ${mailbox}, an account of the system`,
      advice: "add the address to the mailbox of the person who reads that mail",
    },
  ];
}

/** Questions for addresses without a mailbox, except those that a gap reports. */
function withoutMailbox(entries: readonly AcceptedAddress[], { gaps }: Reading): OpenQuestion[] {
  const reported = new Set(gaps.map(({ source }) => / (\S+@\S+)$/.exec(source)?.[1]));
  const why = "the primary accepts it, and no mailbox is named for it";
  return entries.flatMap(({ address, mailbox }) =>
    mailbox !== null || reported.has(address)
      ? []
      : [{ subject: address, why, advice: "add it to a mailbox, or the standby refuses it" }],
  );
}

function templateOf(user: string, place: MailboxPlace | undefined): string | undefined {
  return place?.maildir === undefined ? undefined : toTemplate(place.maildir, user);
}

/** The LMTP server of most mailboxes; `undefined`: most mailboxes have no LMTP server. */
function usualLmtp(servers: readonly (string | undefined)[]): string | undefined {
  return servers.filter((server) => server !== undefined).length * 2 > servers.length ? mostCommon(servers) : undefined;
}

function destinationOf(server: string | undefined, usual: string | undefined): ProposedMailbox["destination"] {
  if (server === usual) return undefined;
  return server === undefined ? "maildir" : { lmtp: server };
}

/** One question for all mailboxes that have the same doubt, because a server of thousands may have one cause. */
function placeQuestions(users: readonly string[], places: ReadonlyMap<string, MailboxPlace>): OpenQuestion[] {
  const byDoubt = new Map<string, [OpenQuestion, ...string[]]>();
  for (const user of users) {
    const { doubt: why, advice = "set maildir or destination of this mailbox" } = places.get(user) ?? {};
    if (why === undefined) continue;
    const known = byDoubt.get(`${why}\0${advice}`);
    if (known === undefined) byDoubt.set(`${why}\0${advice}`, [{ subject: `mailbox ${user}`, why, advice }, user]);
    else known.push(user);
  }
  return [...byDoubt.values()].map(([question, ...names]) =>
    names.length === 1 ? question : { ...question, subject: `mailboxes ${shortList(names)}` },
  );
}

const toQuestion = ({ source, why, howToClose }: Reading["gaps"][number]): OpenQuestion => ({
  subject: source,
  why,
  advice: howToClose,
});

/** Whether a gap is about an address of a domain that the settings do not have. */
function concernsOther(source: string, names: ReadonlySet<string>): boolean {
  const domain = /: \S+@(\S+)$/.exec(source)?.[1];
  return domain !== undefined && !names.has(domain);
}

const isOwn = (address: string, user: string): boolean => address === user || splitAddress(address).localPart === user;
