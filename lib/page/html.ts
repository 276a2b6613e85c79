import { printable } from "../text";

/** A piece of HTML. Only `html` and `trusted` create it, so that an untrusted text cannot become HTML. */
export class Html {
  constructor(readonly source: string) {}
}

/** The values that a template may contain. A text is escaped; a list is joined; `undefined` and `false` are nothing. */
export type HtmlValue = Html | string | number | undefined | false | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * The tag of every template of a page: escapes each value, for the content of an element and for an attribute in quotes. The
 * indentation of the template itself is left out, and line ends before the `>` of a tag: a table of 300 messages would be a third
 * larger.
 */
export function html({ raw }: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const parts = raw.map((part) => part.replace(/\s*\n\s*(?=>)/g, "").replace(/\s*\n\s*/g, "\n"));
  return new Html(parts.reduce((source, part, i) => source + sourceOf(values[i - 1]) + part));
}

/** HTML, CSS or JSON of standby-mx itself, which is not escaped. */
export function trusted(source: string): Html {
  return new Html(source);
}

/** A joiner (U+200C, U+200D) inside an emoji or a word of a script that needs it, such as Persian: never beside ASCII. */
const JOINER = /(?<=[^\0-\x7f])([\u200c\u200d])(?=[^\0-\x7f])/u;

/** Escapes a text for HTML. Bidirectional controls (UTS #55), which reorder text, are shown as their codes like all other controls. */
export function escapeHtml(text: string): string {
  const parts = text.split(JOINER);
  const visible = parts.map((part, i) => (i % 2 === 1 ? part : printable(part))).join("");
  return visible.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

function sourceOf(value: HtmlValue): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Html) return value.source;
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(value);
  return value.map(sourceOf).join("");
}
