import type { SentMessage } from "./dispatch";
import type { UserList } from "./user-list";

/** A host accepted a recipient whom the user list does not have, or refused a recipient whom the list has. */
export interface Disagreement {
  readonly recipient: string;
  readonly host: string;
  readonly phase: string;
  readonly message: string;
  readonly what: string;
}

/**
 * Finds violations of the third promise: in every phase, each host refuses exactly the recipients that the user list
 * does not have.
 */
export function disagreements(sentLog: readonly SentMessage[], users: UserList): Disagreement[] {
  const result: Disagreement[] = [];
  for (const { phase, message, outcomes } of sentLog) {
    for (const [recipient, outcome] of outcomes) {
      if (outcome.kind === "waiting") continue;
      const known = users.find(recipient).length > 0;
      if (known === (outcome.kind === "accepted")) continue;
      const what = known
        ? `refused, though the user exists: ${outcome.reply}`
        : `accepted, though no user has the address`;
      result.push({ recipient, host: outcome.host, phase, message: message.title, what });
    }
  }
  return result;
}
