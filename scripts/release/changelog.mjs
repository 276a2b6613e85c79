/**
 * The sections of a changelog in the format of Keep a Changelog, the newest first: `title` is "Unreleased" or a version,
 * `date` follows the version.
 */
export function sectionsOf(text) {
  const [, ...parts] = text.split(/^## /m);
  return parts.map((part) => {
    const [heading, ...lines] = part.split("\n");
    const [title, date] = heading.trim().split(" - ");
    return { title: title.replace(/^\[(.*)\]$/, "$1"), date, body: lines.join("\n").trim() };
  });
}
