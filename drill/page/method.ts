import { html, type Html } from "../../lib/page/html";
import { tableOf } from "../../lib/page/table";
import { folded, untrustedText } from "../../lib/page/words";
import type { DrillResult } from "../drill-result";

/** The method of the drill: the real parts, the simulated parts, and the events. */
export function method({ dkim, timeline }: DrillResult): Html {
  const signed = dkim.valid + dkim.broken;
  const mxRecords = timeline.filter(({ phase }) => phase === "dns");
  return html`<ul>
      <li>
        Real: the receipt rules and MX records as synthesized from the settings, SMTP between senders and servers, the
        import as a process, the Maildirs.
      </li>
      <li>Simulated: the primary, SES, S3 (directories) and the DNS. Nothing left this machine.</li>
      <li>
        Each mailbox was compared byte for byte with the sent messages; a message to two mailboxes counts as two
        deliveries.
      </li>
      ${mxRecords.map(({ what }) => html`<li><span class="mono">${untrustedText(what)}</span></li>`)}
      ${signed > 0 && html`<li>${dkim.valid} of ${signed} DKIM signatures still verify.</li>`}
      ${dkim.unchecked > 0 && html`<li>${dkim.unchecked} DKIM signatures were not checked: their keys are in the public DNS.</li>`}
    </ul>
    ${folded(
      html`<b>What happened, second by second</b>`,
      tableOf({
        id: "events",
        caption: "Events of the drill, in seconds since its start",
        columns: [{ title: "Step" }, { title: "At", isNumber: true }, { title: "What" }],
        rows: timeline.map(({ at, phase, what }) => [html`${phase}`, html`${at.toFixed(1)} s`, untrustedText(what)]),
      }),
    )}`;
}
