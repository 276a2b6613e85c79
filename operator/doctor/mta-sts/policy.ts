import { parsePolicy } from "mailauth/lib/mta-sts";

export interface MtaStsPolicy {
  readonly mode: "enforce" | "testing" | "none";
  readonly mx: readonly string[];
  readonly maxAge: number;
}

/** Parses a policy. Throws an `Error` that says what is wrong with the text. */
export function readPolicy(text: string): MtaStsPolicy {
  const { mode, mx = [], maxAge } = parsePolicy(text);
  if (maxAge === undefined) throw new Error("Missing max_age field");
  return { mode, mx, maxAge };
}

/** RFC 8461 section 4.1: a wildcard stands for exactly one label, the left-most. */
export function listsHost(patterns: readonly string[], host: string): boolean {
  const parent = host.slice(host.indexOf("."));
  return patterns.some((pattern) => pattern === host || (pattern.startsWith("*.") && pattern.slice(1) === parent));
}
