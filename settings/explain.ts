import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import type { Fault } from "./problem";
import type { Path } from "./yaml-values";

type Issue = z.core.$ZodIssue;

/** A fault at a path of the settings' structure; `key`: the key itself is wrong, not its value. */
export interface PathFault {
  readonly path: Path;
  readonly part?: "key";
  readonly fault: Fault;
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping (lines of key: value)",
};

/** What an issue of the schema means in words for the owner. */
export function explain(issue: Issue, under: Path = []): PathFault[] {
  const path = [...under, ...issue.path];
  switch (issue.code) {
    case "custom":
      return [{ path, fault: issue.params as unknown as Fault }];
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ path: [...path, key], part: "key", fault: unknownKey(key, issue.message) }));
    case "invalid_union":
      return explainUnion(issue, path);
    case "invalid_value":
      return [{ path, fault: choice(issue.values.map(String), issue.input) }];
    case "too_small":
    case "too_big":
      return [{ path, fault: { expected: size(issue) } }];
    case "invalid_type":
      return [{ path, fault: wrongType(issue.expected, issue.input) }];
    default:
      return [{ path, fault: { expected: issue.message } }];
  }
}

function unknownKey(key: string, known: string): Fault {
  const keys = known.split(",");
  return { found: `the unknown key ${JSON.stringify(key)}`, ...choice(keys, key) };
}

function choice(values: readonly string[], input: unknown): Fault {
  const expected = values.length === 1 ? `${values[0]}` : `one of ${values.join(", ")}`;
  if (typeof input !== "string" || input.length > 100) return { expected };
  const nearest = closest(input.toLowerCase(), values);
  const near = distance(input.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, nearest.length / 3);
  return near ? { expected, advice: `did you mean ${nearest}?` } : { expected };
}

function wrongType(expected: string, input: unknown): Fault {
  const advice =
    expected === "string" && ["number", "boolean"].includes(typeof input)
      ? `write it in quotes: "${String(input)}"`
      : undefined;
  return { expected: typeNames[expected] ?? expected, advice };
}

function size(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const [word, limit] = issue.code === "too_small" ? ["least", issue.minimum] : ["most", issue.maximum];
  return issue.origin === "array" ? `at ${word} ${limit} entry` : `a number of at ${word} ${limit}`;
}

/** The branch that the owner meant is the one whose outer form fits; its own faults say more than "no branch fits". */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path): PathFault[] {
  const meant = issue.errors.find((issues) => issues.every((inner) => inner.path.length > 0));
  if (meant) return meant.flatMap((inner) => explain(inner, path));
  return [{ path, fault: { expected: issue.message } }];
}
