import { addTo } from "../lib/group-by";
import type { Settings } from "./model";
import type { Fault, ValueRule } from "./problem";

/** The delimiter of labels in SES: the recipient condition `alice@` also covers `alice+label@`. SES has no setting for this. */
const STANDBY_DELIMITERS = "+";

/**
 * The rule for `recipientDelimiter`: each character separates a label from the address, as in Postfix's
 * `recipient_delimiter`.
 */
export const delimiterRule: ValueRule = (text) =>
  /^[!#$%&'*+/=?^_`{|}~.-]*$/.test(text)
    ? undefined
    : { expected: 'the delimiters of your server, in quotes: "+", "-", several such as "+-", or "" for none' };

/** A set of addresses that the standby treats differently from the primary. */
export interface DelimiterGap {
  readonly delimiter: string;
  readonly domain: string;
  /** One address of the set. */
  readonly example: string;
  /** Users who get the example's mail at the primary; empty: the primary refuses it. */
  readonly home: readonly string[];
  /** Users who get the example's mail at the standby; empty: the standby refuses it. */
  readonly standby: readonly string[];
}

/** The labelled addresses that the primary and SES treat differently: one example for each delimiter and domain. */
export function delimiterGaps(
  settings: Pick<Settings, "domains" | "mailboxes" | "recipientDelimiter">,
): DelimiterGap[] {
  const { mailboxes, recipientDelimiter } = settings;
  if (recipientDelimiter === STANDBY_DELIMITERS) return [];
  const ownersAt = (delimiters: string) => {
    const byAddress = new Map<string, string[]>();
    for (const { user, addresses } of mailboxes) {
      for (const address of addresses) addTo(byAddress, address, user);
    }
    return (local: string, domain: string): readonly string[] => {
      const base = [...local].findIndex((character, index) => index > 0 && delimiters.includes(character));
      const unlabelled = base < 0 ? undefined : byAddress.get(`${local.slice(0, base)}@${domain}`);
      const catchAll = mailboxes.filter(({ catchAllDomains }) => catchAllDomains.includes(domain));
      return byAddress.get(`${local}@${domain}`) ?? unlabelled ?? catchAll.map(({ user }) => user);
    };
  };
  const home = ownersAt(recipientDelimiter);
  const standby = ownersAt(STANDBY_DELIMITERS);
  const delimiters = [...new Set(recipientDelimiter + STANDBY_DELIMITERS)];
  const addresses = mailboxes.flatMap((mailbox) => mailbox.addresses.map(split));
  return settings.domains.flatMap(({ name: domain }) => {
    const locals = addresses.filter((address) => address.domain === domain).map(({ local }) => local);
    return delimiters.flatMap((delimiter): DelimiterGap[] => {
      for (const local of locals) {
        const labelled = `${local}${delimiter}label`;
        const gap = { home: home(labelled, domain), standby: standby(labelled, domain) };
        if (String(gap.home) !== String(gap.standby)) {
          return [{ delimiter, domain, example: `${labelled}@${domain}`, ...gap }];
        }
      }
      return [];
    });
  });
}

/** Describes a gap for `check`, `drill` and `doctor`. */
export function describeGap({ delimiter, example, home, standby }: DelimiterGap): Required<Fault> {
  const recipientsText = (users: readonly string[], server: string) =>
    users.length === 0 ? `${server} refuses it` : `${server} gives it to ${users.join(", ")}`;
  const advice =
    delimiter === "+"
      ? "SES accepts + after every address, and has no setting for that: add + to the delimiters of your server"
      : `SES knows no delimiter but +: write the addresses with ${delimiter} that are in use into addresses or aliases`;
  return {
    found: `${example}: ${recipientsText(home, "your server")}, ${recipientsText(standby, "the standby")}`,
    expected: "the same from both",
    advice,
  };
}

function split(address: string): { local: string; domain: string } {
  const at = address.lastIndexOf("@");
  return { local: address.slice(0, at), domain: address.slice(at + 1) };
}
