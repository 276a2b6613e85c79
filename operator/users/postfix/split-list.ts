/** The items of a list in main.cf: separated by commas or white space, except within braces (postconf(5)). */
export function splitList(value: string): string[] {
  const items: string[] = [];
  let item = "";
  let depth = 0;
  for (const character of value) {
    if (depth === 0 && /[\s,]/.test(character)) {
      if (item) items.push(item);
      item = "";
      continue;
    }
    if (character === "{") depth++;
    if (character === "}") depth--;
    item += character;
  }
  return item ? [...items, item] : items;
}

/** Whether an item names a lookup table, as `hash:/etc/postfix/virtual` does, and not a domain. */
export const isTable = (item: string): boolean => /^[a-z][a-z0-9_]*:/i.test(item);
