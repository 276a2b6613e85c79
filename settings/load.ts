import { readFile } from "node:fs/promises";
import { checks, warnings } from "./checks";
import { decode } from "./yaml/decode";
import { toPartialSettings } from "./partial-settings";
import { explainZodIssues, withoutEchoes } from "./explain-zod-issue";
import { delimiterGaps, describeGap } from "./delimiter";
import { fileSchema } from "./file-schema";
import { toSourcePosition, type PathFault } from "./source-position";
import type { Settings } from "./model";
import { normalize } from "./normalize";
import { valueAt } from "./path";
import type { SourceFault, SettingsProblem } from "./problem";
import { conflictMarkers } from "./yaml/conflict-markers";
import { SourceText } from "./yaml/source-text";
import { readYaml } from "./yaml/reader";
import { YamlValues } from "./yaml/values";

export interface LoadedSettings {
  readonly settings: Settings;
  /** Settings that are allowed but probably not intended, such as a domain without a postmaster. */
  readonly warnings: readonly SettingsProblem[];
}

const FILE_START = { offset: 0, expected: "settings", advice: "begin with a copy of standby-mx.example.yaml" };

/** Reads and checks a settings file. Throws `SettingsError` only, with every problem of the file. */
export async function loadSettings(path: string): Promise<LoadedSettings> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const found = code === "ENOENT" ? "no file" : message;
    const advice = `name another file with --settings or STANDBY_SETTINGS, or ${FILE_START.advice}`;
    throw new SourceText(path, "").error([{ ...FILE_START, found, advice }]);
  }
  return parseSettings(bytes, path);
}

/** Checks the content of a settings file; `file` names it in problems. */
export function parseSettings(content: string | Uint8Array, file: string): LoadedSettings {
  const { text, fault } = decode(typeof content === "string" ? Buffer.from(content) : content);
  const source = new SourceText(file, text);
  if (fault) throw source.error([fault]);

  const conflicts = conflictMarkers(text);
  if (conflicts.length > 0) throw source.error(conflicts);

  const { document, faults: syntax } = readYaml(text);
  const values = new YamlValues(document?.contents);
  if (values.value === undefined || values.value === null) {
    const faults = [...syntax, ...values.faults];
    throw source.error(faults.length > 0 ? faults : [{ ...FILE_START, found: "an empty file" }]);
  }

  const parsed = fileSchema.safeParse(values.value);
  const issues = explainZodIssues(parsed.error?.issues ?? [], values);
  if (syntax.length > 0) throw source.error([...syntax, ...values.faults, ...beforeFirst(syntax, issues, values)]);

  const partial = parsed.data ?? toPartialSettings(values.value);
  const findings = withoutEchoes([...issues, ...checks.flatMap((check) => check(partial))], values).map((fault) =>
    toSourcePosition(fault, values),
  );
  if (values.faults.length + findings.length > 0 || !parsed.success)
    throw source.error([...values.faults, ...findings]);

  const settings = normalize(parsed.data);
  const gaps = delimiterGaps(settings).map((gap) => ({ path: ["recipientDelimiter"], fault: describeGap(gap) }));
  const doubts = [...warnings.flatMap((warning) => warning(partial)), ...gaps].map((doubt) =>
    toSourcePosition(doubt, values),
  );
  return { settings, warnings: source.problems(doubts) };
}

/** Returns the issues before the first syntax error: after a syntax error a YAML parser guesses. */
function beforeFirst(syntax: readonly SourceFault[], issues: readonly PathFault[], values: YamlValues): SourceFault[] {
  const end = syntax.reduce((least, { offset }) => Math.min(least, offset), Infinity);
  const present = issues.filter(({ path, part }) => part === "key" || valueAt(values.value, path) !== undefined);
  return present.map((fault) => toSourcePosition(fault, values)).filter(({ offset }) => offset < end);
}
