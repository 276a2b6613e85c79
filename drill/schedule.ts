import type { Settings } from "../settings/model";
import type { AddressedMessage } from "./dispatch";
import type { DrillMessage } from "./messages";
import { roleAddresses } from "./roles";

/** The messages to send, phase by phase. */
export type SendingSchedule = readonly (readonly AddressedMessage[])[];

/** Every message in every phase, each time to the same recipients, so that phases can be compared. */
export function everyPhase(messages: readonly DrillMessage[], settings: Settings, phases: number): SendingSchedule {
  const mail = messages.map((message, turn) => addressed(message, settings, turn));
  return Array.from({ length: phases }, () => mail);
}

/** Every message once: in turn over the phases and, within a phase, over the mailboxes. */
export function roundRobin(messages: readonly DrillMessage[], settings: Settings, phases: number): SendingSchedule {
  const mail = messages.map((message, i) => addressed(message, settings, Math.floor(i / phases)));
  return Array.from({ length: phases }, (_, phase) => mail.filter((_, i) => i % phases === phase));
}

function addressed(message: DrillMessage, settings: Settings, turn: number): AddressedMessage {
  return { message, recipients: [...new Set(message.to.flatMap((role) => roleAddresses(role, settings, turn)))] };
}
