import { groupBy } from "../../lib/group-by";
import type { DrillResult } from "../drill-result";
import type { Colors } from "picocolors/types";

/** Maximum number of items of each kind; `--json` prints all items. */
const MAX_ITEMS_LISTED = 20;

/** Items of one kind that make a drill fail. */
export interface FailureList {
  readonly title: string;
  readonly items: readonly string[];
}

/** Everything that makes a drill fail, for a terminal. */
export function failures(result: DrillResult, colors: Colors): string[] {
  const lists = failureLists(result).flatMap(({ title, items }) => [
    `${title}:`,
    ...items.slice(0, MAX_ITEMS_LISTED).map((item) => `  ${item}`),
    ...(items.length > MAX_ITEMS_LISTED ? [`  … and ${items.length - MAX_ITEMS_LISTED} more`] : []),
  ]);
  return [colors.red([`NOT OK (${result.seconds.toFixed(1)} s)`, ...lists].join("\n"))];
}

/** Everything that makes a drill fail; no list is empty. */
export function failureLists(result: DrillResult): FailureList[] {
  const { faults, disagreements, traces, leftInBuckets, standbyErrors, imports, imported, viaStandby, catchAllCopies } =
    result;
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
        .map(
          ({ host, exitCode, stderr }) => `${host === undefined ? "" : `${host}: `}exit code ${exitCode}: ${stderr}`,
        ),
    ),
    list(
      "the import count differs from the messages sent",
      imported === viaStandby + catchAllCopies
        ? []
        : [`imported: ${imported}; accepted by the standby: ${viaStandby}; copies of the catch-all: ${catchAllCopies}`],
    ),
  ];
  return lists.filter(({ items }) => items.length > 0);
}

function list(title: string, items: readonly string[]): FailureList {
  return { title, items };
}
