import type { z } from "zod";
import { choice } from "./names/choice";
import type { PathFault } from "./locate";
import { formatPath, type Path, valueAt } from "./path";
import type { Fault } from "./problem";

type Issue = z.core.$ZodIssue;

const typeNames: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a mapping (lines of key: value)",
};

/** What the schema has against these settings, in words for the owner. */
export function explainAll(issues: readonly Issue[], settings: unknown): PathFault[] {
  const faults = issues.flatMap((issue) => explain(issue, settings));
  // A misspelt key is one mistake, not also a missing key.
  const misspelt = new Set(
    faults.flatMap(({ path, meant }) => (meant ? formatPath([...path.slice(0, -1), meant]) : [])),
  );
  return faults.filter(({ path }) => valueAt(settings, path) !== undefined || !misspelt.has(formatPath(path)));
}

function explain(issue: Issue, settings: unknown, under: Path = []): PathFault[] {
  const path = [...under, ...issue.path];
  const single = (fault: Fault): PathFault[] => [{ path, fault }];
  switch (issue.code) {
    case "custom":
      return single(issue.params as unknown as Fault);
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(key, path, issue.message));
    case "invalid_union": {
      const meant = withoutEcho(issue.errors.find((branch) => branch.every(isDeeper)));
      return meant?.flatMap((inner) => explain(inner, settings, path)) ?? single({ expected: issue.message });
    }
    case "invalid_value":
      return single(choice(issue.values.map(String), valueAt(settings, path)));
    case "too_small":
    case "too_big":
      return single({ expected: size(issue) });
    case "invalid_type":
      return single(wrongType(issue, valueAt(settings, path)));
    default:
      return single({ expected: issue.message });
  }
}

function unknownKey(key: string, path: Path, known: string): PathFault {
  const { expected, advice, meant } = choice(known.split(","), key);
  const found = `the unknown key ${JSON.stringify(key)}`;
  return { path: [...path, key], part: "key", meant, fault: { found, expected, advice } };
}

/** The branch of a union that the owner meant is the one whose outer form fits: its faults lie inside. */
function isDeeper(issue: Issue): boolean {
  return issue.path.length > 0 || issue.code === "unrecognized_keys" || issue.code === "custom";
}

/** What a misspelt key leaves missing in its mapping is no fault of its own. */
function withoutEcho(branch: readonly Issue[] | undefined): readonly Issue[] | undefined {
  if (!branch?.some(({ code }) => code === "unrecognized_keys")) return branch;
  return branch.filter(({ code, path }) => code !== "custom" || path.length > 0);
}

function wrongType(issue: z.core.$ZodIssueInvalidType, value: unknown): Fault {
  const expected = typeNames[issue.expected] ?? issue.message;
  if (issue.expected === "string" && (typeof value === "number" || typeof value === "boolean")) {
    return { expected, advice: `to YAML it is a ${typeof value}; put a text in quotes: "${value}"` };
  }
  const quoted = typeof value === "string" && ["int", "number", "boolean"].includes(issue.expected);
  return quoted ? { expected, advice: "write it without quotes" } : { expected };
}

function size(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const [word, limit] = issue.code === "too_small" ? ["least", issue.minimum] : ["most", issue.maximum];
  return issue.origin === "array" ? `at ${word} ${limit} entry` : `a whole number of at ${word} ${limit}`;
}
