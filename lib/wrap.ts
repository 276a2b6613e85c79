/** Breaks a text into lines at spaces; a word that is longer than a line stays whole, so that it can be copied. */
export function hanging(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Breaks the text after the first `indent` characters of a line, and keeps every line of the text in that column. */
export function wrapColumn(line: string, indent: number, width: number): string {
  const [first = "", ...rest] = hanging(line.slice(indent), width - indent);
  return [line.slice(0, indent) + first, ...rest.map((text) => " ".repeat(indent) + text)].join("\n");
}
