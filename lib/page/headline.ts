import { NONE_WRONG, thousands } from "./units";

/** The number of faults of one kind, with the words that follow the number. */
export type FaultCount = readonly [count: number, description: string];

export function allDelivered(deliveries: number): string {
  return `All ${thousands(deliveries)} deliveries are in their mailboxes: ${NONE_WRONG}`;
}

/** `undefined`: there is no fault. */
export function faultsOfMail(faults: readonly FaultCount[]): string | undefined {
  const faultTexts = faults
    .filter(([count]) => count > 0)
    .map(([count, description]) => `${thousands(count)}\u00a0${description}`);
  return faultTexts.length === 0 ? undefined : `Mail is not where it belongs: ${faultTexts.join(", ")}`;
}
