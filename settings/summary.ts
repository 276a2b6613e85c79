import type { Settings } from "./model";

/** What the settings mean, in a few lines for their owner. */
export function summarize(settings: Settings): string[] {
  const { regions, domains, mailboxes, catchAll, envelopeQueue } = settings;
  const addresses = mailboxes.reduce((count, mailbox) => count + mailbox.addresses.length, 0);
  const copies =
    envelopeQueue === undefined ? ", who also gets a copy of everybody's mail, unless there is an envelopeQueue" : "";
  const others = catchAll === undefined ? "all others are refused" : `all others go to ${catchAll}${copies}`;
  return [
    ...domains.map((domain) => {
      const primary = domain.primary.map(({ host, preference }) => `${preference} ${host}`);
      const standby = regions.map(({ name }, index) => `${domain.standbyPreference + index} SES in ${name}`);
      return `${domain.name}: MX ${[...primary, ...standby].join(", ")}`;
    }),
    `${count(mailboxes.length, "mailbox", "mailboxes")}, ${count(addresses, "address", "addresses")}; ${others}`,
    `mail waits in ${regions.map(({ name, bucket }) => `${bucket} (${name})`).join(" and ")}`,
    ...(envelopeQueue === undefined ? [] : [`envelopes come by the queue ${envelopeQueue}`]),
  ];
}

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;
