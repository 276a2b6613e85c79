import type { PageSection } from "../../lib/page/section";
import { html } from "../../lib/page/html";
import { tableOf } from "../../lib/page/table";
import { untrustedText } from "../../lib/page/words";
import { thousands } from "../../lib/page/units";
import type { DrillResult } from "../drill-result";
import { refusalsByRecipient } from "../report/refusals";

/** The refused recipients, with the host and the reason. */
export function refusalSection(result: DrillResult): PageSection | undefined {
  const rows = [...refusalsByRecipient(result)].flatMap(([recipient, refusals]) =>
    refusals.map(({ host, reply, count }) => [
      untrustedText(recipient),
      untrustedText(host),
      untrustedText(reply),
      html`${thousands(count)}`,
    ]),
  );
  if (rows.length === 0) return undefined;
  const body = tableOf({
    id: "refused-table",
    caption:
      result.disagreements.length === 0
        ? "No mailbox has these addresses, and both servers refuse them: a refusal is final for the sender."
        : "A refusal is final for the sender. Some of these differ from the user list; see above.",
    columns: [{ title: "Recipient" }, { title: "Host" }, { title: "Reply" }, { title: "Times", isNumber: true }],
    rows,
  });
  return { id: "refused", title: "Refused, and why", body };
}
