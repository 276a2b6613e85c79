import { pageOf } from "../../lib/page/document";
import type { PageSection } from "../../lib/page/section";
import { html, type Html } from "../../lib/page/html";
import { addressSection } from "./address-section";
import { changeSection } from "./change-section";
import { dangerSection } from "./danger-section";
import type { ReviewPageData } from "./review-report";
import { figures, headline, lead } from "./summary";

/** The page of a review: what a change does to mail, the dangers first. The same data give the same bytes. */
export function reviewPage(data: ReviewPageData): Html {
  const { origin, report } = data;
  const isDangerous = report.dangers.length > 0;
  const sections = [dangerSection(report), addressSection(report), changeSection(report)];
  return pageOf({
    kind: "Review of a change",
    mark: isDangerous ? "Dangerous" : report.unreadable ? "Unknown" : "Nothing dangerous",
    tone: isDangerous ? "bad" : report.unreadable ? "unknown" : "good",
    headline: headline(report),
    lead: lead(report),
    figures: figures(report),
    sections: sections.filter((section): section is PageSection => section !== undefined),
    origin,
    method: METHOD,
    data,
  });
}

const METHOD = html`<ul>
  <li>
    Both sides are synthesized, and their receipt rules are evaluated as SES evaluates them, for every address that a
    rule names.
  </li>
  <li>The resources are compared with references resolved, policies as documents, and default values filled in.</li>
  <li>No AWS account was contacted: only a plan shows changes that were made by hand.</li>
</ul>`;
