import type { Settings } from "../settings/model";

/** Who gets a fixture message, whatever the settings are; fixtures/messages/envelopes.yaml explains them. */
export const roles = ["user", "another", "alias", "label", "capitals", "unknown", "everybody"] as const;
export type Role = (typeof roles)[number];

/** Turns roles into the addresses of a settings file; `turn` goes round the mailboxes, so that all of them get mail. */
export function addressesOf(role: Role, settings: Settings, turn: number): readonly string[] {
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
      // Where the owner's server knows no such labels, the standby takes more than it: settings/delimiter.ts tells of that.
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
