import type { WatchEnd, DnsChange } from "../watch";
import { stateText, tokensMissingLines, verificationText, zoneLine } from "./record-text";

/** A line for each change. */
export function formatDnsChanges(changes: readonly DnsChange[], time: string): string {
  return changes
    .flatMap((change) => {
      if (change.kind === "record") return `${zoneLine(change.record)} ; ${stateText(change.record)}`;
      const { domain, identity } = change;
      return [`${domain}: ${verificationText(identity)}`, ...tokensMissingLines([identity])];
    })
    .map((line) => `${time}  ${line}\n`)
    .join("");
}

export function formatWatchEnd({ allSeen, open }: WatchEnd): string {
  if (allSeen) return "All records are seen.\n";
  if (open.length === 0) return "Some records are not known here; the lines above say how to get them.\n";
  return `Not seen within the time:\n${open.map((record) => `  ${zoneLine(record)} ; ${stateText(record)}\n`).join("")}`;
}
