import type * as z from "zod";
import { suggest } from "./names/suggest";
import type { PathFault } from "./source-position";
import { meantByOtherName } from "./names/other-names";
import { formatPath, type SettingsPath, firstPart, valueAt } from "./path";
import type { Fault } from "./problem";
import type { YamlValues } from "./yaml/values";

type Issue = z.core.$ZodIssue;

const TYPE_NAMES: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a mapping (lines of key: value)",
};

/** Turns the schema's issues into faults in the operator's words. */
export function explainZodIssues(issues: readonly Issue[], values: YamlValues): PathFault[] {
  return withoutEchoes(
    issues.flatMap((issue) => explainZodIssue(issue, values)),
    values,
  );
}

/** Leaves out the faults of missing keys that are present under a misspelt name. */
export function withoutEchoes(faults: readonly PathFault[], values: YamlValues): PathFault[] {
  const misspelt = new Set(
    faults.flatMap(({ path, meant }) => (meant ? formatPath([...path.slice(0, -1), meant]) : [])),
  );
  return faults.filter(({ path }) => valueAt(values.value, path) !== undefined || !misspelt.has(formatPath(path)));
}

function explainZodIssue(issue: Issue, values: YamlValues, under: SettingsPath = []): PathFault[] {
  const path = [...under, ...issue.path];
  const single = (fault: Fault): PathFault[] => [{ path, fault }];
  switch (issue.code) {
    case "custom":
      return single(issue.params as unknown as Fault);
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(key, path, issue.message, values));
    case "invalid_union": {
      const meant = withoutEcho(issue.errors.find((branch) => branch.every(isDeeper)));
      return meant?.flatMap((inner) => explainZodIssue(inner, values, path)) ?? single({ expected: issue.message });
    }
    case "invalid_value":
      return single(suggest(issue.values.map(String), valueAt(values.value, path)));
    case "too_small":
    case "too_big":
      return single({ expected: size(issue) });
    case "invalid_type":
      return single(wrongType(issue, path, values));
    default:
      return single({ expected: issue.message });
  }
}

function unknownKey(key: string, path: SettingsPath, known: string, values: YamlValues): PathFault {
  const keys = known.split(",");
  const near = suggest(keys, key);
  const meant = near.meant ?? meantByOtherName(keys, key);
  const isThere = meant !== undefined && valueAt(values.value, [...path, meant]) !== undefined;
  const question = meant && `did you mean ${meant}?`;
  const advice = isThere ? `${question} That key exists already: write its values below that key` : question;
  const fault = { found: `the unknown key ${firstPart(JSON.stringify(key))}`, expected: near.expected, advice };
  return { path: [...path, key], part: "key", meant, fault };
}

/** Whether the issue lies inside the value: the operator meant the branch of a union whose outer form fits. */
function isDeeper(issue: Issue): boolean {
  return issue.path.length > 0 || issue.code === "unrecognized_keys" || issue.code === "custom";
}

/** Leaves out the issues of missing keys that are present under a misspelt name. */
function withoutEcho(branch: readonly Issue[] | undefined): readonly Issue[] | undefined {
  if (!branch?.some(({ code }) => code === "unrecognized_keys")) return branch;
  return branch.filter(({ code, path }) => code !== "custom" || path.length > 0);
}

function wrongType(issue: z.core.$ZodIssueInvalidType, path: SettingsPath, values: YamlValues): Fault {
  const expected = TYPE_NAMES[issue.expected] ?? issue.message;
  const value = valueAt(values.value, path);
  if (issue.expected === "string" && (typeof value === "number" || typeof value === "boolean")) {
    const written = values.sourceOf(path) ?? String(value);
    return { expected, advice: `to YAML it is a ${typeof value}; put a text in quotes: "${written}"` };
  }
  return typeof value === "string"
    ? { expected, advice: insteadOfText(value, issue.expected, path, values) }
    : { expected };
}

/** Advice for a string in the place of a number or a boolean; in YAML 1.2, `yes` is a string, too. */
function insteadOfText(text: string, type: string, path: SettingsPath, values: YamlValues): string | undefined {
  if (type === "boolean") {
    const isQuoted = values.isQuoted(path) && /^(?:true|false)$/.test(text);
    if (isQuoted) return "write it without quotes";
    if (/^(?:yes|y|on|true|1)$/i.test(text)) return "write true";
    return /^(?:no|n|off|false|0)$/i.test(text) ? "write false" : undefined;
  }
  if (type !== "int" && type !== "number") return undefined;
  if (values.isQuoted(path) && /^\d{1,15}$/.test(text)) return "write it without quotes";
  const days = /^(\d{1,15}) ?d(?:ays?)?$/i.exec(text)?.[1];
  return days !== undefined && /Days$/.test(String(path.at(-1))) ? `write ${Number(days)}` : undefined;
}

function size(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const [word, limit] = issue.code === "too_small" ? ["least", issue.minimum] : ["most", issue.maximum];
  return issue.origin === "array" ? `at ${word} ${limit} entry` : `a whole number of at ${word} ${limit}`;
}
