import { readRegularFile } from "../../../lib/regular-file";
import type { LookupTable } from "./lookup-table";
import { isTable, splitList } from "./split-list";

export interface DomainPattern {
  readonly pattern: string | LookupTable;
  readonly negated: boolean;
}

/**
 * A list of domains in main.cf, such as `mydestination`: the first pattern that matches decides (postconf(5)).
 * `withParents`: subdomains of a listed domain match too (parent_domain_matches_subdomains).
 */
export class DomainList {
  constructor(
    private readonly patterns: readonly DomainPattern[],
    private readonly kind: { readonly subdomains: boolean; readonly withParents: boolean },
  ) {}

  /** Whether the list contains a domain; `undefined`: a table that decides cannot be asked. */
  includes(domain: string): boolean | undefined {
    for (const { pattern, negated } of this.patterns) {
      const matched = typeof pattern === "string" ? this.matches(domain, pattern) : this.find(domain, pattern);
      if (matched === undefined) return undefined;
      if (matched) return !negated;
    }
    return false;
  }

  /** The domains in the list itself and in tables that can be listed. */
  listed(): string[] {
    const names = this.patterns.flatMap(({ pattern, negated }) => {
      if (negated) return [];
      return typeof pattern === "string" ? [pattern] : [...(pattern.entries?.keys() ?? [])];
    });
    return [...new Set(names)].filter((name) => /^[^@[\].:/\s"][^@[\]:/\s"]*$/.test(name) && this.includes(name));
  }

  private matches(domain: string, pattern: string): boolean {
    if (domain === pattern) return true;
    if (!this.kind.subdomains) return false;
    return this.kind.withParents ? domain.endsWith(`.${pattern}`) : pattern.startsWith(".") && domain.endsWith(pattern);
  }

  private keys(domain: string): string[] {
    if (!this.kind.subdomains) return [domain];
    const dots = [...domain.matchAll(/\./g)].map(({ index }) => index).filter((index) => index > 0);
    return [domain, ...dots.map((index) => domain.slice(index + (this.kind.withParents ? 1 : 0)))];
  }

  private find(domain: string, table: LookupTable): boolean | undefined {
    const keys = table.fixed ? this.keys(domain) : [domain];
    if (keys.some((key) => table.find(key) !== undefined)) return true;
    return table.failure === undefined ? false : undefined;
  }
}

/** Resolves `/file` (the file's content takes its place) and `!pattern`; reports files that cannot be read. */
export async function readDomainPatterns(
  value: string,
  open: (name: string) => Promise<LookupTable>,
  unreadable: (file: string, error: Error) => void,
): Promise<DomainPattern[]> {
  const patterns: DomainPattern[] = [];
  const add = async (items: readonly string[], isNegated: boolean) => {
    for (const item of items) {
      const marks = /^!*/.exec(item)?.[0].length ?? 0;
      const text = item.slice(marks);
      const negated = isNegated !== (marks % 2 === 1);
      if (text.startsWith("/")) await add(readItems(text, unreadable), negated);
      else patterns.push({ pattern: isTable(text) ? await open(text) : text.toLowerCase(), negated });
    }
  };
  await add(splitList(value), false);
  return patterns;
}

function readItems(file: string, unreadable: (file: string, error: Error) => void): string[] {
  try {
    return splitList(
      readRegularFile(file)
        .toString()
        .replace(/^\s*#.*$/gm, ""),
    );
  } catch (error) {
    unreadable(file, error as Error);
    return [];
  }
}
