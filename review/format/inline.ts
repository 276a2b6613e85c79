import { singleLine } from "../../lib/text";

const QUOTED_WORD = /^([("']*)(.*?)([)"'.,;:!?]*)$/su;
const PLAIN_WORD = /^(?:\p{L}+(?:['’-]\p{L}+)*|\d+)?$/u;

/**
 * Text in a paragraph of Markdown. What is more than a word stands as code, where nothing is markup and where GitHub makes neither
 * links nor mentions; it looks for those behind Markdown, so to escape an `@` would not help.
 */
export function inline(text: string): string {
  const words = singleLine(text).split(/\s+/);
  return words
    .map((word) => {
      const [, before = "", core = "", after = ""] = QUOTED_WORD.exec(word) ?? [];
      return before + (PLAIN_WORD.test(core) ? core : code(core)) + after;
    })
    .join(" ");
}

/** CommonMark 6.1: a code span ends at a run of as many backticks as it began with. */
function code(text: string): string {
  const fence = fenceAround(text, 1);
  const padding = /^`|`$/.test(text) ? " " : "";
  return fence + padding + text + padding + fence;
}

/** At least `length` backticks, and more than stand in a row in the text. */
export function fenceAround(text: string, length: number): string {
  return "`".repeat(Math.max(length, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
}

/** Text in HTML, as code for the same reason. */
export function htmlCode(text: string): string {
  return `<code>${singleLine(text).replaceAll(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)}</code>`;
}
