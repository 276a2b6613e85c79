import type { Sent } from "./sent-log";
import type { UserList } from "./user-list";

/** A recipient whom one host took and who should have been refused, or the other way round. */
export interface Disagreement {
  readonly recipient: string;
  readonly host: string;
  readonly phase: string;
  readonly message: string;
  readonly what: string;
}

/** The third promise: whoever answers refuses exactly whom the owner's user list does not have, in every phase. */
export function disagreements(ledger: readonly Sent[], users: UserList): Disagreement[] {
  const found: Disagreement[] = [];
  for (const { phase, message, fates } of ledger) {
    for (const [recipient, fate] of fates) {
      if (fate.kind === "waiting") continue;
      const known = users.find(recipient).length > 0;
      if (known === (fate.kind === "accepted")) continue;
      const what = known ? `refused, though the user exists: ${fate.reply}` : `accepted, though nobody has the address`;
      found.push({ recipient, host: fate.host, phase, message: message.shows, what });
    }
  }
  return found;
}
