import type { SettingsProblem } from "../../../settings/problem";

/** A key or a value in a file: quoted, or plain until the end of the line or of the entry in brackets. */
const token = /"(?:[^"\\]|\\.)*"|'[^']*'|[^\s:,\]}]+(?:[ :]+[^\s:,\]}#]+)*/y;

/** The text after the advice was followed word for word; `undefined`: the advice names no replacement. */
export function followed(text: string, { line, column, advice }: SettingsProblem): string | undefined {
  const lines = text.split("\n");
  const old = lines[line - 1]!;
  token.lastIndex = column - 1;
  const written = token.exec(old)?.[0].replace(/:.*$/s, (rest) => (advice.startsWith("did you mean") ? "" : rest));
  const replacement = written === undefined ? undefined : replacementFor(written, advice);
  if (written === undefined || replacement === undefined) return undefined;
  lines[line - 1] = old.slice(0, column - 1) + replacement + old.slice(column - 1 + written.length);
  return lines.join("\n");
}

function replacementFor(written: string, advice: string): string | undefined {
  if (advice === "write it without quotes") return written.slice(1, -1);
  if (/^put (?:the value|a text that begins with .*) in quotes/.test(advice)) return `"${written}"`;
  return /^did you mean (.*)\?$|^write (\w+)$|in quotes: (".*")$/
    .exec(advice)
    ?.slice(1)
    .find((group) => group);
}
