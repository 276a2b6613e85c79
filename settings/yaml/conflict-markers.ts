import type { SourceFault } from "../problem";

/** The lines that `git merge` writes around the two sides of a conflict, and before their common origin. */
const CONFLICT_MARKER = /^(?:<{7}|>{7}|={7}|\|{7})(?: .*)?\r?$/gm;

/** Finds merge conflicts, whose YAML errors would mislead. A lone `=======` may be text. */
export function conflictMarkers(text: string): SourceFault[] {
  if (!/^<{7}(?: |\r?$)/m.test(text)) return [];
  return [...text.matchAll(CONFLICT_MARKER)].map(({ 0: line, index }) => ({
    offset: index,
    found: `${line.slice(0, 7)}, a conflict marker of git`,
    expected: "settings",
    advice: "keep one of the two sides, and remove the lines with the markers",
  }));
}
