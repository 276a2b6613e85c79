import { singleLine } from "../../lib/text";

const OPENING_MARKS = "(\"'";
const CLOSING_MARKS = ")\"'.,;:!?";
const PLAIN_WORD = /^(?:\p{L}+(?:['’-]\p{L}+)*|\d+)?$/u;

/**
 * Text for a paragraph of Markdown. Everything but plain words becomes a code span, in which GitHub makes no markup, links or
 * mentions. GitHub looks for links and mentions after it has rendered the Markdown, so escaping an `@` would not help.
 */
export function inline(text: string): string {
  const words = singleLine(text).split(/\s+/);
  return words
    .map((word) => {
      let [start, end] = [0, word.length];
      while (start < end && OPENING_MARKS.includes(word[start]!)) start++;
      while (end > start && CLOSING_MARKS.includes(word[end - 1]!)) end--;
      const core = word.slice(start, end);
      return word.slice(0, start) + (PLAIN_WORD.test(core) ? core : code(core)) + word.slice(end);
    })
    .join(" ");
}

/** CommonMark 6.1: a code span ends at a run of backticks as long as the run at its start. */
function code(text: string): string {
  const fence = fenceAround(text, 1);
  const padding = /^`|`$/.test(text) ? " " : "";
  return fence + padding + text + padding + fence;
}

/** A fence of at least `length` backticks, longer than every run of backticks in the text. */
export function fenceAround(text: string, length: number): string {
  let fence = length;
  for (const [run] of text.matchAll(/`+/g)) fence = Math.max(fence, run.length + 1);
  return "`".repeat(fence);
}

/** Text for HTML, as code for the same reason as in `inline`. */
export function htmlCode(text: string): string {
  return `<code>${singleLine(text).replaceAll(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)}</code>`;
}
