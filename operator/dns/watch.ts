import type { Pause } from "../../lib/pause";
import type { DomainRecords, LookedUpRecord } from "./model";

/** A difference from the previous look-up. */
export type DnsChange =
  | { readonly kind: "record"; readonly domain: string; readonly record: LookedUpRecord }
  | { readonly kind: "verification"; readonly domain: string; readonly identity: DomainRecords["identities"][number] };

export interface DnsWatchOptions {
  readonly read: () => Promise<readonly DomainRecords[]>;
  readonly pause: Pause;
  readonly now: () => number;
  readonly intervalMs: number;
  readonly limitMs: number;
  /** Whether the watch also waits for optional records. */
  readonly withOptional: boolean;
  readonly signal: AbortSignal;
  readonly onChanges: (changes: readonly DnsChange[]) => void;
}

export interface WatchEnd {
  readonly allSeen: boolean;
  /** The records that are not seen at the end. */
  readonly open: readonly LookedUpRecord[];
}

/** Repeats the look-ups until all records are seen, or the time limit is over. */
export async function watchRecords(options: DnsWatchOptions): Promise<WatchEnd> {
  const { read, pause, now, intervalMs, limitMs, withOptional, signal, onChanges } = options;
  const deadline = now() + limitMs;
  const before = new Map<string, string>();
  for (;;) {
    const domains = await read();
    const changes = domains.flatMap(toChanges).filter((change) => {
      const [key, state] = keyAndState(change);
      const isNew = before.get(key) !== state;
      before.set(key, state);
      return isNew;
    });
    if (changes.length > 0) onChanges(changes);
    const open = domains.flatMap(({ records }) => records.filter((record) => isOpen(record, withOptional)));
    const isComplete = domains.every(({ identities }) => identities.every(({ tokensMissing }) => !tokensMissing));
    if (open.length === 0 && isComplete) return { allSeen: true, open };
    const left = deadline - now();
    if (left <= 0 || signal.aborted) return { allSeen: false, open };
    await pause(Math.min(intervalMs, left), signal);
  }
}

/** Whether the watch waits for a record. A missing optional record may be intended; a wrong optional record is not. */
export function isOpen(
  { optional, state }: Pick<LookedUpRecord, "optional" | "state">,
  withOptional: boolean,
): boolean {
  if (state === "seen") return false;
  return withOptional || !optional || state === "different" || state === "partly";
}

function toChanges({ domain, identities, records }: DomainRecords): readonly DnsChange[] {
  return [
    ...records.map((record): DnsChange => ({ kind: "record", domain, record })),
    ...identities.map((identity): DnsChange => ({ kind: "verification", domain, identity })),
  ];
}

function keyAndState(change: DnsChange): readonly [key: string, state: string] {
  if (change.kind === "verification") {
    return [`${change.domain} ${change.identity.region}`, change.identity.verification];
  }
  const { name, type, value, purpose, state } = change.record;
  // The id of an MTA-STS record changes with the policy, so it does not identify the record.
  return [JSON.stringify([change.domain, name, type, purpose === "mta-sts" ? "" : value]), state];
}
