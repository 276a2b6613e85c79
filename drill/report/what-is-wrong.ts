import { groupBy } from "../group-by";
import type { DrillResult } from "../result";
import type { Style } from "./style";

/** Of one kind; the counts are complete, and --json gives everything. */
const listed = 20;

/** Everything that keeps a drill from being a success, in words that lead on. */
export function whatIsWrong(result: DrillResult, { colors }: Style): string[] {
  const { findings, disagreements, journeys, left, troubles, imports, imported, viaStandby, catchAllCopies, seconds } =
    result;
  const waiting = journeys.filter(({ outcome }) => outcome === "waiting");
  const lists = [
    list(
      "what is not as it was sent",
      findings.map(({ kind, message, phase, mailbox, what }) =>
        message === undefined
          ? `${kind} in the mailbox of ${mailbox}: ${what}`
          : `${kind}: "${message}" (${phase}) for ${mailbox}: ${what}`,
      ),
    ),
    list(
      "refused or accepted otherwise than the owner's user list says",
      [...groupBy(disagreements, ({ recipient, host, what }) => `${recipient}: ${host} ${what}`)].map(
        ([what, all]) => `${what} (${[...new Set(all.map(({ phase }) => phase))].join(", ")})`,
      ),
    ),
    list(
      "nobody took",
      waiting.map(({ message, phase, recipient, detours }) => {
        const tried = detours.map(({ host, reason }) => `${host}: ${reason}`).join("; ") || "no MX record";
        return `"${message}" (${phase}) for ${recipient}: ${tried}`;
      }),
    ),
    list("the standby", troubles),
    list("left in the bucket by the import", left),
    list(
      "the import",
      imports.filter(({ exitCode }) => exitCode !== 0).map(({ exitCode, said }) => `ended with ${exitCode}: ${said}`),
    ),
    list(
      "the import counts otherwise than the senders",
      imported === viaStandby + catchAllCopies
        ? []
        : [
            `it delivered ${imported}, the standby accepted ${viaStandby}, and the catch-all has ${catchAllCopies} copies`,
          ],
    ),
  ].flat();
  return [colors.red([`NOT OK (${seconds.toFixed(1)} s)`, ...lists].join("\n"))];
}

function list(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length > listed ? [`  … and ${items.length - listed} more`] : [];
  return [`${title}:`, ...items.slice(0, listed).map((item) => `  ${item}`), ...more];
}
