import { embedData } from "./data";
import type { Figure, Tone } from "./figure";
import { html, trusted, type Html } from "./html";
import type { PageOrigin } from "./origin";
import { originSection } from "./origin-section";
import type { PageSection } from "./section";
import { STYLE } from "./style";
import { dateAndTime } from "./units";

export interface PageDocument {
  /** The subject of the page's report, such as `Drill`. */
  readonly kind: string;
  /** The result in one word, such as `passed`. */
  readonly mark: string;
  readonly tone: Tone;
  /** The result in one sentence. */
  readonly headline: string;
  /** The most important facts after the headline. */
  readonly lead: readonly Html[];
  readonly figures: readonly Figure[];
  readonly sections: readonly PageSection[];
  readonly origin: PageOrigin;
  /** The real and the simulated parts of the measurement. */
  readonly method: Html;
  /** The data of the page. */
  readonly data: unknown;
}

/** No script, no request: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** The whole page, in one file that needs nothing else. */
export function pageOf(page: PageDocument): Html {
  const { kind, mark, tone, headline, lead, figures, origin, method, data } = page;
  const sections = [...page.sections, originSection(origin, method)];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="generator" content="standby-mx" />
        <title>${kind}: ${headline}</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header>
          <p class="kicker">
            <b>standby-mx</b><span>${kind}</span><span class="result ${tone}">${mark}</span
            ><time datetime="${origin.startedAt}">${dateAndTime(origin.startedAt)}</time>
          </p>
          <h1>${headline}</h1>
          ${lead.map((paragraph) => html`<p class="lead">${paragraph}</p>`)}
        </header>
        <main id="content" tabindex="-1">
          <dl class="figures">${figures.map(figure)}</dl>
          <nav aria-label="Sections">
            <ul>
              ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
            </ul>
          </nav>
          ${sections.map(
            ({ id, title, body }) =>
              html`<section aria-labelledby="${id}">
                <h2 id="${id}">${title}</h2>
                ${body}
              </section> `,
          )}
        </main>
        ${embedData(data)}
      </body>
    </html> `;
}

function figure({ label, value, tone }: Figure): Html {
  return html`<div${tone && html` class="${tone}"`}><dt>${label}</dt><dd>${value}</dd></div>`;
}
