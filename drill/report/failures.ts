import { groupBy } from "../group-by";
import type { DrillResult } from "../drill-result";
import type { Colors } from "picocolors/types";

/** Of each kind; `--json` prints all. */
const MAX_ITEMS_LISTED = 20;

/** Everything that makes a drill fail, as lists for people. */
export function failures(result: DrillResult, colors: Colors): string[] {
  const {
    faults,
    disagreements,
    traces,
    leftInBuckets,
    standbyErrors,
    imports,
    imported,
    viaStandby,
    catchAllCopies,
    seconds,
  } = result;
  const waiting = traces.filter(({ outcome }) => outcome === "waiting");
  const lists = [
    list(
      "delivery faults",
      faults.map(({ kind, message, phase, mailbox, what }) =>
        message === undefined
          ? `${kind} in the mailbox of ${mailbox}: ${what}`
          : `${kind}: "${message}" (${phase}) for ${mailbox}: ${what}`,
      ),
    ),
    list(
      "recipients refused or accepted against the user list",
      [...groupBy(disagreements, ({ recipient, host, what }) => `${recipient}: ${host} ${what}`)].map(
        ([what, all]) => `${what} (${[...new Set(all.map(({ phase }) => phase))].join(", ")})`,
      ),
    ),
    list(
      "accepted by no host",
      waiting.map(({ message, phase, recipient, failedAttempts }) => {
        const tried = failedAttempts.map(({ host, reason }) => `${host}: ${reason}`).join("; ") || "no MX record";
        return `"${message}" (${phase}) for ${recipient}: ${tried}`;
      }),
    ),
    list("errors of the standby", standbyErrors),
    list("left in the bucket by the import", leftInBuckets),
    list(
      "the import",
      imports
        .filter(({ exitCode }) => exitCode !== 0)
        .map(({ exitCode, stderr }) => `exit code ${exitCode}: ${stderr}`),
    ),
    list(
      "the import count differs from the messages sent",
      imported === viaStandby + catchAllCopies
        ? []
        : [`imported: ${imported}; accepted by the standby: ${viaStandby}; copies of the catch-all: ${catchAllCopies}`],
    ),
  ].flat();
  return [colors.red([`NOT OK (${seconds.toFixed(1)} s)`, ...lists].join("\n"))];
}

function list(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length > MAX_ITEMS_LISTED ? [`  … and ${items.length - MAX_ITEMS_LISTED} more`] : [];
  return [`${title}:`, ...items.slice(0, MAX_ITEMS_LISTED).map((item) => `  ${item}`), ...more];
}
