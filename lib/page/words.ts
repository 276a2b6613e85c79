import { isAscii } from "node:buffer";
import { html, type Html } from "./html";

const MAX_NAMES_SHOWN = 12;
const MAX_TITLE_CHARACTERS = 80;

/**
 * A text that an outside person wrote. Unless the text is ASCII, it is in a `bdi` element, so that a word written from
 * right to left does not reorder the words around it.
 */
export function untrustedText(text: string): Html {
  return isAscii(Buffer.from(text)) ? html`${text}` : html`<bdi>${text}</bdi>`;
}

/** A title that an outside person wrote, cut to `MAX_TITLE_CHARACTERS`. */
export function shortTitle(text: string): Html {
  const characters = [...text];
  if (characters.length <= MAX_TITLE_CHARACTERS) return untrustedText(text);
  return untrustedText(`${characters.slice(0, MAX_TITLE_CHARACTERS).join("")}…`);
}

/** A list of the first `limit` names, which may be untrusted, such as addresses; then the number of the other names. */
export function nameList(all: readonly string[], limit = MAX_NAMES_SHOWN): Html {
  const shown = all.slice(0, limit).map((name, i) => html`${i > 0 && ", "}${untrustedText(name)}`);
  return html`${shown}${all.length > limit && ` and ${all.length - limit} more`}`;
}

/** A section that is closed until a click opens it on a screen, and is open in print. */
export function folded(summary: Html, body: Html, options: { readonly open?: boolean } = {}): Html {
  return html`<details${options.open && html` open`}><summary>${summary}</summary>
${body}
</details>
`;
}
