import { readFile } from "node:fs/promises";
import { LineCounter } from "yaml";
import { decode } from "./decode";
import { explain, type PathFault } from "./explain";
import { fileSchema } from "./file-schema";
import type { Settings } from "./model";
import { normalize } from "./normalize";
import { type Finding, type Problem, SettingsError } from "./problem";
import { readYaml } from "./yaml-reader";
import { type Path, YamlValues } from "./yaml-values";

export interface LoadedSettings {
  readonly settings: Settings;
  /** What is allowed but probably not meant, such as a domain without a postmaster. */
  readonly warnings: readonly Problem[];
}

/** Reads and checks a settings file. Throws `SettingsError` only, with every problem of the file. */
export async function loadSettings(path: string): Promise<LoadedSettings> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new SettingsError([
      toProblem({ offset: 0, found, expected: "a settings file", advice: "copy standby-mx.example.yaml" }, path, ""),
    ]);
  }
  return parseSettings(bytes, path);
}

/** The same for the content of a file; `file` is the name that problems are reported under. */
export function parseSettings(content: string | Uint8Array, file: string): LoadedSettings {
  const { text, fault } = decode(typeof content === "string" ? Buffer.from(content) : content);
  if (fault) throw settingsError([fault], file, text);
  const { document, faults } = readYaml(text);
  if (!document || faults.length > 0) throw settingsError(faults, file, text);
  const values = new YamlValues(document.contents);
  if (values.value === undefined || values.value === null) {
    const empty = { offset: 0, found: "an empty file", expected: "settings", advice: "copy standby-mx.example.yaml" };
    throw settingsError(values.faults.length > 0 ? values.faults : [empty], file, text);
  }
  const parsed = fileSchema.safeParse(values.value, { reportInput: true });
  const issues = parsed.success ? [] : parsed.error.issues.flatMap((issue) => explain(issue));
  const findings = [...values.faults, ...issues.map((issue) => locate(issue, values))];
  if (findings.length > 0 || !parsed.success) throw settingsError(findings, file, text);
  return { settings: normalize(parsed.data), warnings: [] };
}

function locate({ path, part, fault }: PathFault, values: YamlValues): Finding {
  const found = fault.found ?? describe(valueAt(values.value, path));
  return { ...fault, found, offset: values.offsetOf(path, part), path: formatPath(path) };
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce((inner, step) => (inner as Record<PropertyKey, unknown> | undefined)?.[step], value);
}

function formatPath(path: Path): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a mapping";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function settingsError(findings: readonly Finding[], file: string, text: string): SettingsError {
  const [first, ...rest] = [...findings].sort((a, b) => a.offset - b.offset);
  if (!first) throw new TypeError("a settings error without a finding");
  return new SettingsError([toProblem(first, file, text), ...rest.map((finding) => toProblem(finding, file, text))]);
}

function toProblem(finding: Finding, file: string, text: string): Problem {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  const { line, col } = lines.linePos(finding.offset);
  const { found, expected, advice = "", path = "" } = finding;
  return { file, line, column: col, path, found, expected, advice };
}
