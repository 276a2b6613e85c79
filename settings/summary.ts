import type { CommandDestination, ServerDestination, Settings } from "./model";
import { envelopeQueues } from "./names/envelope-queues";
import { hostsOf } from "./names/hosts";

const MAX_USERS_NAMED = 10;

/** Summarizes the settings in a few lines for the operator. */
export function summarize(settings: Settings): string[] {
  const { regions, domains, mailboxes, envelopeQueue } = settings;
  const addresses = new Set(mailboxes.flatMap((mailbox) => mailbox.addresses)).size;
  const hasCatchAll = mailboxes.some(({ catchAllDomains }) => catchAllDomains.length > 0);
  return [
    ...domains.map((domain) => {
      const primary = domain.primary.map(({ host, preference }) => `${preference} ${host}`);
      const standby = regions.map(({ name }, index) => `${domain.standbyPreference + index} SES in ${name}`);
      return `${domain.name}: MX ${[...primary, ...standby].join(", ")}`;
    }),
    `${count(mailboxes.length, "mailbox", "mailboxes")}, ${count(addresses, "address", "addresses")}; ${otherAddresses(settings)}`,
    ...destinations(settings),
    ...hostLines(settings),
    ...(hasCatchAll && envelopeQueue === undefined
      ? ["a catch-all also gets a copy of all other users' mail in its domain, unless there is an envelopeQueue"]
      : []),
    `mail waits in ${regions.map(({ name, bucket }) => `${bucket} (${name})`).join(" and ")}`,
    ...envelopeQueues(settings).map(
      ({ name, host }) => `envelopes come by the queue ${name}${host === undefined ? "" : ` to ${host}`}`,
    ),
  ];
}

/** The destinations other than Maildirs, each with its number of mailboxes. */
function destinations({ mailboxes }: Settings): string[] {
  const places = mailboxes.flatMap(({ destination }) =>
    destination.kind === "maildir" ? [] : describeDestination(destination),
  );
  return [...new Set(places)].map((place) => {
    const number = places.filter((other) => other === place).length;
    return `${count(number, "mailbox", "mailboxes")} ${place}`;
  });
}

function describeDestination(destination: ServerDestination | CommandDestination): string {
  if (destination.kind === "command") return `by the program ${destination.command[0]}`;
  const { kind, server, recipients } = destination;
  const where = "path" in server ? server.path : `${server.host}:${server.port}`;
  const recipientsText = recipients === "envelope" ? "all recipients of the envelope" : "its first address";
  return `by ${kind.toUpperCase()} to ${where}, for ${recipientsText}`;
}

/** One line for each host with its mailboxes, so that a misspelt host is visible. */
function hostLines({ mailboxes }: Settings): string[] {
  return hostsOf(mailboxes).map((host) => {
    const users = mailboxes.filter((mailbox) => mailbox.host === host).map(({ user }) => user);
    const more = users.length > MAX_USERS_NAMED ? ` and ${users.length - MAX_USERS_NAMED} more` : "";
    return `${count(users.length, "mailbox", "mailboxes")} on ${host}: ${users.slice(0, MAX_USERS_NAMED).join(", ")}${more}`;
  });
}

const count = (number: number, singular: string, plural: string): string =>
  `${number} ${number === 1 ? singular : plural}`;

/** The destination of mail for all other addresses: one text if it is the same in each domain. */
function otherAddresses({ domains, mailboxes }: Settings): string {
  const answers = domains.map(({ name }) => {
    const users = mailboxes.filter(({ catchAllDomains }) => catchAllDomains.includes(name)).map(({ user }) => user);
    return { name, answer: users.length === 0 ? "are refused" : `go to ${users.join(" and ")}` };
  });
  const [first, ...rest] = new Set(answers.map(({ answer }) => answer));
  if (rest.length === 0) return `all others ${first}`;
  return `all others ${answers.map(({ name, answer }) => `of ${name} ${answer}`).join(", ")}`;
}
