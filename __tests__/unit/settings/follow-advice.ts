import type { SettingsProblem } from "../../../settings/problem";

/** A key or a value as it stands in a file: quoted, or plain up to the end of its line or of its entry in brackets. */
const token = /"(?:[^"\\]|\\.)*"|'[^']*'|[^\s:,\]}]+(?:[ :]+[^\s:,\]}#]+)*/y;

/** The text after what the advice says was done word for word; `undefined` where it names no replacement. */
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
