import type { Settings } from "./model";

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
    `${count(mailboxes.length, "mailbox", "mailboxes")}, ${count(addresses, "address", "addresses")}; ${others(settings)}`,
    ...(hasCatchAll && envelopeQueue === undefined
      ? ["a catch-all also gets a copy of all other users' mail in its domain, unless there is an envelopeQueue"]
      : []),
    `mail waits in ${regions.map(({ name, bucket }) => `${bucket} (${name})`).join(" and ")}`,
    ...(envelopeQueue === undefined ? [] : [`envelopes come by the queue ${envelopeQueue}`]),
  ];
}

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

/** Where mail for all other addresses goes: one answer where it is the same in each domain. */
function others({ domains, mailboxes }: Settings): string {
  const answers = domains.map(({ name }) => {
    const users = mailboxes.filter(({ catchAllDomains }) => catchAllDomains.includes(name)).map(({ user }) => user);
    return { name, answer: users.length === 0 ? "are refused" : `go to ${users.join(" and ")}` };
  });
  const [first, ...rest] = new Set(answers.map(({ answer }) => answer));
  if (rest.length === 0) return `all others ${first}`;
  return `all others ${answers.map(({ name, answer }) => `of ${name} ${answer}`).join(", ")}`;
}
