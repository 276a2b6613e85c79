import { html, type Html } from "../../lib/page/html";
import { countFigure, faultFigure, type Figure } from "../../lib/page/figure";
import { counted, duration } from "../../lib/page/units";
import { allDelivered, faultsOfMail } from "../../lib/page/headline";
import type { DrillResult } from "../drill-result";
import type { PageMessage } from "./sent-messages";

/** The first sentence of the page, about the promises in their order. */
export function headline(result: DrillResult): string {
  const { lost, duplicated, changed, misplaced, unexpected, waiting, disagreements, viaPrimary, viaStandby } = result;
  if (result.ok) return allDelivered(viaPrimary + viaStandby);
  const faults = faultsOfMail([
    [lost, "lost"],
    [duplicated, "duplicated"],
    [changed, "changed"],
    [misplaced, "in another mailbox"],
    [unexpected, "not sent by the drill"],
    [waiting, "accepted by no host"],
    [disagreements.length, "wrongly accepted or refused"],
  ]);
  return faults ?? "No message is missing, but the standby or the import reports errors";
}

/** A short summary of the deliveries. */
export function lead(messages: ReadonlyMap<string, readonly PageMessage[]>, result: DrillResult): Html[] {
  const allMessages = [...messages.values()].flat();
  const acceptedByStandby = allMessages.filter(({ outcome }) => outcome === "standby");
  const longest = Math.max(
    0,
    ...acceptedByStandby.map(({ answeredAt, homeAt = result.seconds }) => homeAt - answeredAt),
  );
  const standby =
    acceptedByStandby.length === 0
      ? "The standby accepted none of them."
      : `While the primary was down, the standby accepted ${counted(result.viaStandby, "delivery", "deliveries")} and kept them for up to ${duration(longest)}.`;
  return [
    html`${counted(allMessages.length, "message")} ${allMessages.length === 1 ? "was" : "were"} sent in
    ${counted(messages.size, "phase")} of a simulated outage. ${standby} The import then made
    ${counted(result.imported, "delivery", "deliveries")}.`,
    ...(result.catchAllCopies > 0
      ? [
          html`The catch-all’s mailbox also got ${counted(result.catchAllCopies, "copy", "copies")} of other people’s
          messages, as a receipt rule for a whole domain does.`,
        ]
      : []),
  ];
}

export function figures(result: DrillResult): Figure[] {
  return [
    countFigure("sent", result.sent),
    countFigure("by the primary", result.viaPrimary),
    countFigure("by the standby", result.viaStandby),
    countFigure("refused", result.refused),
    countFigure("imported", result.imported),
    faultFigure("lost", result.lost),
    faultFigure("duplicated", result.duplicated),
    faultFigure("changed", result.changed),
  ];
}
