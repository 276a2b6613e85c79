import { readFileSync } from "node:fs";

/** Characters that the comment cannot contain: its end, and non-ASCII characters (loader.js decodes them). */
const SPECIAL = /(?<=\*)\/|[^\0-\x7f]/g;
const ESCAPE = /@u[0-9a-f]{4}@/;

/** The text of dist/standby-mx.js from its parts, by name. */
export function programOf(parts) {
  const texts = Object.values(parts).map(escaped);
  const lengths = Object.fromEntries(Object.keys(parts).map((name, at) => [name, texts[at].length]));
  const loader = readFileSync(new URL("loader.js", import.meta.url), "utf8");
  return `#!/usr/bin/env node\n"use strict";\nconst lengths = ${JSON.stringify(lengths)};\n${loader}\nfunction program() {/*${texts.join("")}*/}\n`;
}

function escaped(text) {
  const found = ESCAPE.exec(text);
  if (found !== null) throw new Error(`expected no ${found[0]} in the program, which loader.js takes for an escape`);
  return text.replaceAll(SPECIAL, (character) => `@u${character.charCodeAt(0).toString(16).padStart(4, "0")}@`);
}
