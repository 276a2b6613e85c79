import type { Settings } from "../settings/model";

/** The recipients of a fixture message, independent of the settings; fixtures/messages/envelopes.yaml explains them. */
export const ROLES = ["user", "another", "alias", "label", "capitals", "unknown", "everybody"] as const;
export type Role = (typeof ROLES)[number];

/** The addresses of a role in a settings file. `turn` counts messages: mailboxes get mail in turn. */
export function roleAddresses(role: Role, settings: Settings, turn: number): readonly string[] {
  const { mailboxes } = settings;
  const aliases = mailboxes.flatMap(({ addresses }) => addresses.slice(1));
  const address = atTurn(mailboxes, turn).addresses[0]!;
  switch (role) {
    case "user":
      return [address];
    case "another":
      return [atTurn(mailboxes, turn + 1).addresses[0]!];
    case "alias":
      return [aliases.length === 0 ? address : atTurn(aliases, turn)];
    case "label":
      // A primary without `+` as delimiter refuses labels that SES accepts; settings/delimiter.ts warns of that.
      return [
        address.includes("+") || !settings.recipientDelimiter.includes("+") ? address : address.replace("@", "+drill@"),
      ];
    case "capitals":
      return [address.toUpperCase()];
    case "unknown":
      return [`nobody-of-this-name@${atTurn(settings.domains, turn).name.replace(/^\./, "drill.")}`];
    case "everybody":
      return mailboxes.flatMap(({ addresses }) => addresses);
  }
}

function atTurn<T>(list: readonly T[], turn: number): T {
  return list[turn % list.length]!;
}
