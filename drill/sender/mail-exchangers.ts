/** One host of an MX record set. */
export interface MailExchanger {
  /** The host name in lower case, without the final dot. */
  readonly host: string;
  readonly preference: number;
}

/** The order in which a sender tries the hosts: the lowest preference first, equals in random order (RFC 5321 section 5.1). */
export function tryingOrder(exchangers: readonly MailExchanger[], random: () => number = Math.random): MailExchanger[] {
  return exchangers
    .map((exchanger) => ({ exchanger, lot: random() }))
    .sort((a, b) => a.exchanger.preference - b.exchanger.preference || a.lot - b.lot)
    .map(({ exchanger }) => exchanger);
}
