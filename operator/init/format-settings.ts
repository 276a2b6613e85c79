import { stringify } from "yaml";
import { splitAddress } from "../users/address";
import type { Proposal, ProposedDomain, ProposedMailbox } from "./proposal";

/** Characters in a line of the file, comments included. */
const MAX_LINE_CHARACTERS = 120;

/** The settings file with its comments. */
export function formatSettings(proposal: Proposal): string {
  const { region, regionReason, domains, mailboxes, aliases, recipientDelimiter, acknowledgedGaps } = proposal;
  const [only, ...others] = domains;
  const short = (address: string) =>
    others.length === 0 && address.endsWith(`@${only?.name}`) ? splitAddress(address).localPart : address;
  const parts = [
    [
      ...comment(`Settings of standby-mx, as standby-mx init read them from: ${proposal.read.join("; ")}.`),
      ...comment(
        "Check them with standby-mx check, simulate an outage with standby-mx drill, and compare the addresses with",
      ),
      ...comment("standby-mx users diff. docs/settings.md lists all keys."),
      ...proposal.facts.flatMap((fact) => comment(fact)),
    ],
    [...comment(`Where Amazon SES receives: ${regionReason}.`), `regions: [${region}]`],
    [...comment("Your domains, each with the MX hosts of today."), "domains:", ...domains.flatMap(domainLines)],
    [
      ...comment("All users who get mail. The standby refuses an address that is not listed here."),
      "mailboxes:",
    ].concat(mailboxes.flatMap((mailbox) => mailboxLines(mailbox, short))),
    defaults(proposal),
    aliases.size === 0
      ? []
      : [
          ...comment("Addresses of several mailboxes: each mailbox gets each message."),
          "aliases:",
          ...[...aliases].map(([address, users]) => `  ${flow(short(address))}: ${flow(users)}`),
        ],
    recipientDelimiter === undefined
      ? []
      : [
          ...comment("The characters between an address and its label at your server. SES knows + only."),
          `recipientDelimiter: ${flow(recipientDelimiter)}`,
        ],
    acknowledgedGaps.length === 0
      ? []
      : [
          ...comment("What standby-mx users diff need not report: no MX record leads to these domains."),
          "acknowledgedGaps:",
          ...acknowledgedGaps.map((gap) => `  - ${flow(gap)}`),
        ],
    openQuestions(proposal),
  ];
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join("\n"))
    .join("\n\n")}\n`;
}

function domainLines({ name, primary, standbyPreference, zone, aliasOf, catchAll }: ProposedDomain): string[] {
  return [
    `  - name: ${flow(name)}`,
    ...(aliasOf === undefined ? [] : [`    aliasOf: ${flow(aliasOf)}`]),
    ...(catchAll.length === 0 ? [] : [`    catchAll: ${catchAll.length === 1 ? flow(catchAll[0]) : flow(catchAll)}`]),
    "    primary:",
    ...primary.map(({ host, preference }) => `      - { host: ${flow(host)}, preference: ${preference} }`),
    ...(standbyPreference === DEFAULT_STANDBY_PREFERENCE ? [] : [`    standbyPreference: ${standbyPreference}`]),
    ...(zone === undefined
      ? ["    # Not in Route 53: the records to publish are printed at deployment.", "    dns: elsewhere"]
      : [`    dns: { route53: ${flow(zone)} }`]),
  ];
}

export const DEFAULT_STANDBY_PREFERENCE = 100;

function mailboxLines(
  { user, addresses, maildir, owner, destination }: ProposedMailbox,
  short: (address: string) => string,
): string[] {
  return [
    `  - user: ${flow(user)}`,
    ...(addresses.length === 0 ? [] : list("addresses", addresses.map(short))),
    ...(maildir === undefined ? [] : [`    maildir: ${flow(maildir)}`]),
    ...(owner === undefined ? [] : [`    owner: ${flow(owner)}`]),
    ...(destination === undefined ? [] : [`    destination: ${flow(destination)}`]),
  ];
}

/** Writes a list in one line if the line is short enough. */
function list(key: string, values: readonly string[]): string[] {
  const line = `    ${key}: ${flow(values)}`;
  return line.length <= MAX_LINE_CHARACTERS
    ? [line]
    : [`    ${key}:`, ...values.map((value) => `      - ${flow(value)}`)];
}

function defaults({ maildir, owner, lmtp }: Proposal): string[] {
  if (maildir === undefined && owner === undefined && lmtp === undefined) return [];
  return [
    ...comment("Defaults for all mailboxes."),
    "mailboxDefaults:",
    ...(maildir === undefined ? [] : [`  maildir: ${flow(maildir)}`]),
    ...(owner === undefined ? [] : [`  owner: ${flow(owner)}`]),
    ...(lmtp === undefined
      ? []
      : [
          "  # Dovecot's mail is not in Maildirs here, so Dovecot delivers it. Dovecot knows a mailbox by its first address.",
          `  destination: ${flow({ lmtp })}`,
        ]),
  ];
}

function openQuestions({ open }: Proposal): string[] {
  if (open.length === 0) return [];
  return [
    "# Open questions:",
    ...open.flatMap(({ subject, why, advice }) => [
      ...comment(subject, "#   "),
      ...comment(`${why}: ${advice}`, "#     "),
    ]),
  ];
}

/** A comment in lines of bounded length. Line breaks in the text are removed, because they would end the comment. */
function comment(text: string, lead = "# "): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.replace(/\p{Cc}+/gu, " ").split(" ")) {
    if (line !== "" && lead.length + line.length + word.length + 1 > MAX_LINE_CHARACTERS) {
      lines.push(lead + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, lead + line];
}

/** A value within a line, quoted where it has to be. */
function flow(value: unknown): string {
  const options = { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 } as const;
  return stringify([value], options).trimEnd().slice(1, -1);
}
