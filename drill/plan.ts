import type { Settings } from "../settings/model";
import type { Addressed } from "./dispatch";
import type { DrillMessage } from "./messages";
import { addressesOf } from "./roles";

/** What is sent in each of so many phases. */
export type Plan = readonly (readonly Addressed[])[];

/** Every message in every phase, each time to the same recipients: what happens to it in one phase can be told from another. */
export function everyPhase(messages: readonly DrillMessage[], settings: Settings, phases: number): Plan {
  const mail = messages.map((message, turn) => addressed(message, settings, turn));
  return Array.from({ length: phases }, () => mail);
}

/** Every message once, going round the phases and, within each of them, round the mailboxes. */
export function roundRobin(messages: readonly DrillMessage[], settings: Settings, phases: number): Plan {
  const mail = messages.map((message, i) => addressed(message, settings, Math.floor(i / phases)));
  return Array.from({ length: phases }, (_, phase) => mail.filter((_one, i) => i % phases === phase));
}

function addressed(message: DrillMessage, settings: Settings, turn: number): Addressed {
  return { message, recipients: [...new Set(message.to.flatMap((role) => addressesOf(role, settings, turn)))] };
}
