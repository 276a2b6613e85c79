import { isAscii } from "node:buffer";
import { html, type Html } from "./html";

const MAX_NAMES_SHOWN = 12;
const MAX_TITLE_CHARACTERS = 80;

/**
 * A text of a stranger. In `bdi`, so that a word written from right to left does not turn the words around it; ASCII has no such
 * word.
 */
export function stranger(text: string): Html {
  return isAscii(Buffer.from(text)) ? html`${text}` : html`<bdi>${text}</bdi>`;
}

/** A title of a stranger, which may be as long as the stranger likes. */
export function shortTitle(text: string): Html {
  const characters = [...text];
  if (characters.length <= MAX_TITLE_CHARACTERS) return stranger(text);
  return stranger(`${characters.slice(0, MAX_TITLE_CHARACTERS).join("")}…`);
}

/** Names of strangers, such as addresses; of more than `limit`, the first ones and a count. */
export function names(all: readonly string[], limit = MAX_NAMES_SHOWN): Html {
  const shown = all.slice(0, limit).map((name, i) => html`${i > 0 && ", "}${stranger(name)}`);
  return html`${shown}${all.length > limit && ` and ${all.length - limit} more`}`;
}

/** What is unfolded on a click, and in print. */
export function folded(summary: Html, body: Html, options: { readonly open?: boolean } = {}): Html {
  return html`<details${options.open && html` open`}><summary>${summary}</summary>
${body}
</details>
`;
}
