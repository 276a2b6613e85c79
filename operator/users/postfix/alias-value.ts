import { unquoted } from "./recipient-keys";

/** One target on the right-hand side of an alias (aliases(5)). */
export type AliasTarget =
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "program"; readonly text: string }
  | { readonly kind: "file"; readonly text: string }
  | { readonly kind: "include"; readonly file: string };

/** Splits at commas outside quotes, parentheses (comments, RFC 5322 section 3.2.2) and angle brackets. */
export function parseAliasValue(value: string): AliasTarget[] {
  return splitTargets(value).flatMap((text): AliasTarget[] => {
    const inner =
      text.startsWith('"') && text.endsWith('"') && !text.slice(1, -1).includes("@") ? unquoted(text) : text;
    if (inner.startsWith("|")) return [{ kind: "program", text: inner }];
    if (inner.startsWith("/")) return [{ kind: "file", text: inner }];
    if (/^:include:/i.test(inner)) return [{ kind: "include", file: inner.slice(":include:".length).trim() }];
    const inBrackets = /<([^<>]*)>\s*$/.exec(text)?.[1]?.trim();
    // Without a full name, white space separates addresses too (virtual(5)).
    const addresses =
      inBrackets === undefined ? (text.match(/(?:"(?:[^"\\]|\\.)*"|\\.|[^\s"\\])+/g) ?? []) : [inBrackets];
    return addresses.filter((address) => address !== "").map((address) => ({ kind: "address", address }));
  });
}

/** Parses the lines of an `:include:` file: the same syntax, `#` comments, continued lines. */
export function parseInclude(text: string): AliasTarget[] {
  const lines = text.replace(/\n[ \t]+(?=\S)/g, " ").split("\n");
  return lines.flatMap((line) => (/^\s*(#|$)/.test(line) ? [] : parseAliasValue(line.trim())));
}

function splitTargets(value: string): string[] {
  const targets: string[] = [];
  let target = "";
  let quoting = false;
  let comment = 0;
  for (let index = 0; index < value.length; index++) {
    const character = value[index] ?? "";
    if (character === "\\") {
      if (comment === 0) target += character + (value[index + 1] ?? "");
      index++;
      continue;
    }
    if (character === '"' && comment === 0) quoting = !quoting;
    if (!quoting && character === "(") comment++;
    else if (!quoting && character === ")" && comment > 0) comment--;
    else if (comment === 0 && !quoting && character === ",") {
      targets.push(target.trim());
      target = "";
    } else if (comment === 0) target += character;
  }
  return [...targets, target.trim()].filter((text) => text !== "");
}
