import type { Delivery, MessageIdentity } from "../../message/model";
import type { JournalHome, JournalHeader, JournalRecord, TransportAttempt } from "./records";

/** The last version with the names below. */
const LAST_OLD_VERSION = 3;

type OldDelivery = Omit<Delivery, "bootId" | "syncFailed"> & { readonly boot: string; readonly suspect?: boolean };
type OldAttempt = Omit<TransportAttempt, "transport"> & { readonly receiver: string };
interface OldHome {
  readonly inode: number;
  readonly machine: string;
  readonly boot: string;
}

type OldRecord =
  | { readonly type: "intent"; readonly deliveries: readonly OldDelivery[] }
  | { readonly type: "handover"; readonly handovers: readonly OldAttempt[] }
  | { readonly type: "done"; readonly at: number; readonly messages: readonly MessageIdentity[] }
  | { readonly type: "abandoned"; readonly messages: readonly MessageIdentity[] };

/** The header of a journal of any version, in today's names. */
export function currentHeader(header: JournalHeader): JournalHeader {
  const { home, version } = header;
  if (version > LAST_OLD_VERSION || !home) return header;
  const { inode, machine, boot } = home as unknown as OldHome;
  return { ...header, home: { inode, machineId: machine, bootId: boot } satisfies JournalHome };
}

/** A record of a journal of any version, in today's names. */
export function currentRecord(record: unknown, version: number): JournalRecord {
  if (version > LAST_OLD_VERSION) return record as JournalRecord;
  const old = record as OldRecord;
  switch (old.type) {
    case "intent":
      return { type: "intent", deliveries: old.deliveries.map(currentDelivery) };
    case "handover":
      return {
        type: "attempt",
        attempts: old.handovers.map(({ receiver, ...rest }) => ({ ...rest, transport: receiver })),
      };
    case "abandoned":
      return { type: "released", messages: old.messages };
    case "done":
      return old;
  }
}

function currentDelivery({ boot, suspect, ...rest }: OldDelivery): Delivery {
  return { ...rest, bootId: boot, ...(suspect !== undefined && { syncFailed: suspect }) };
}
