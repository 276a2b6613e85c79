import { NONE_WRONG, thousands } from "./units";

/** How many of which fault, in words that follow the count. */
export type FaultCount = readonly [count: number, description: string];

export function allDelivered(deliveries: number): string {
  return `All ${thousands(deliveries)} deliveries are in their mailboxes: ${NONE_WRONG}`;
}

/** `undefined`: there is no fault. */
export function faultsOfMail(faults: readonly FaultCount[]): string | undefined {
  const found = faults.filter(([count]) => count > 0).map(([count, what]) => `${thousands(count)}\u00a0${what}`);
  return found.length === 0 ? undefined : `Mail is not where it belongs: ${found.join(", ")}`;
}
