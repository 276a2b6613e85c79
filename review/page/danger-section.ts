import type { PageSection } from "../../lib/page/section";
import { html } from "../../lib/page/html";
import { untrustedText } from "../../lib/page/words";
import { byRule } from "../format/by-rule";
import type { ReviewReport } from "./review-report";

/** Enough to see the kind of danger; the page's data contains all findings. */
const MAX_FINDINGS_SHOWN = 100;

/** Each danger with its effect on mail, the most severe first. */
export function dangerSection({ dangers }: ReviewReport): PageSection | undefined {
  if (dangers.length === 0) return undefined;
  const articles = byRule(dangers).map(
    ({ rule, mail, since, findings }) =>
      html`<article class="problems">
        <h3>${sentence(mail)}</h3>
        <ul>
          ${findings
            .slice(0, MAX_FINDINGS_SHOWN)
            .map(({ what, stack }) => html`<li>${untrustedText(what)} <small>${untrustedText(stack)}</small></li>`)}
          ${findings.length > MAX_FINDINGS_SHOWN && html`<li>and ${findings.length - MAX_FINDINGS_SHOWN} more</li>`}
        </ul>
        <p class="note">Takes effect with ${since}. Rule <code>${rule}</code>.</p>
      </article>`,
  );
  return { id: "dangers", title: "What endangers mail", body: html`${articles}` };
}

function sentence(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
