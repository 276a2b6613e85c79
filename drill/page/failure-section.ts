import type { PageSection } from "../../lib/page/section";
import { html } from "../../lib/page/html";
import { untrustedText } from "../../lib/page/words";
import type { DrillResult } from "../drill-result";
import { failureLists } from "../report/failures";

/** Enough to see the kind of fault; the page's data contains all faults. */
const MAX_ITEMS_SHOWN = 100;

export function failureSection(result: DrillResult): PageSection | undefined {
  const lists = failureLists(result);
  if (lists.length === 0) return undefined;
  const body = html`<div class="problems">
    ${lists.map(
      ({ title, items }) =>
        html`<h3>${title[0]!.toUpperCase() + title.slice(1)}: ${items.length}</h3>
          <ul>
            ${items.slice(0, MAX_ITEMS_SHOWN).map((item) => html`<li>${untrustedText(item)}</li>`)}
            ${items.length > MAX_ITEMS_SHOWN && html`<li>and ${items.length - MAX_ITEMS_SHOWN} more</li>`}
          </ul> `,
    )}
  </div>`;
  return { id: "wrong", title: "What is wrong", body };
}
