import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The text of /usr/share/doc/standby-mx/copyright: the licence of standby-mx, and those of all packages in the bundle. */
export function copyright(packages) {
  const byText = new Map();
  for (const one of packages) {
    const text = licenceText(one);
    byText.set(text, [...(byText.get(text) ?? []), one]);
  }
  const others = [...byText].map(([text, those]) => `${those.map(nameOf).join("\n")}\n\n${indented(text)}\n`);
  return `standby-mx is licensed as follows.

${indented(readFileSync("LICENSE", "utf8"))}

/usr/lib/standby-mx/standby-mx.js also contains code of the packages below.

${others.join("\n")}`;
}

const nameOf = ({ name, version, license }) => `${name} ${version} (${license})`;

function licenceText({ path, license }) {
  const notice = ["NOTICE", "NOTICE.txt"].map((name) => join(path, name)).find(existsSync);
  const notices = notice === undefined ? "" : `\n\n${readFileSync(notice, "utf8").trim()}`;
  if (license === "Apache-2.0")
    return `The full text of this licence is in /usr/share/common-licenses/Apache-2.0.${notices}`;
  const file = readdirSync(path).find((name) => /^(licen[cs]e|copying)/i.test(name));
  return file === undefined
    ? `The package names its licence without its text.`
    : readFileSync(join(path, file), "utf8").trim();
}

const indented = (text) =>
  text
    .trim()
    .split(/\r?\n/)
    .map((line) => `  ${line.trimEnd()}`.trimEnd())
    .join("\n");
