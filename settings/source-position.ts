import { HIDDEN_VALUE, SECRET_PATH } from "./monitoring";
import { formatPath, type SettingsPath, firstPart, valueAt } from "./path";
import type { Fault, SourceFault } from "./problem";
import type { YamlValues } from "./yaml/values";

/** A fault at a path of the settings' structure; `part: "key"`: the key itself is wrong, not its value. */
export interface PathFault {
  readonly path: SettingsPath;
  readonly part?: "key";
  /** For an unknown key: the known key that was probably meant. */
  readonly meant?: string;
  readonly fault: Fault;
}

export function toSourcePosition(pathFault: PathFault, values: YamlValues): SourceFault {
  const { path, part, fault } = hideSecret(pathFault);
  const found = fault.found ?? describe(valueAt(values.value, path), values.sourceOf(path));
  return { ...fault, found, offset: values.offsetOf(pathFault.path, part), path: formatPath(path) };
}

/** Hides a secret, which must not appear in a terminal, a log or a cron mail, neither as a value nor as a key. */
function hideSecret(pathFault: PathFault): PathFault {
  const { path, part, fault } = pathFault;
  if (!SECRET_PATH.every((step, at) => path[at] === step)) return pathFault;
  const isPlain = path.slice(SECRET_PATH.length).every((step) => /^\w{1,20}$/.test(String(step)));
  if (isPlain && part === "key") return pathFault;
  return { ...pathFault, path: isPlain ? path : SECRET_PATH, fault: { ...fault, found: HIDDEN_VALUE } };
}

function describe(value: unknown, source: string | undefined): string {
  if (value === undefined) return "nothing (the key is missing)";
  if (value === null) return "nothing (the value is empty)";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a mapping";
  // A number is shown as in the file, which may have 0123 instead of 123, or more digits than a number holds.
  return firstPart(typeof value === "string" ? JSON.stringify(value) : (source ?? JSON.stringify(value)));
}
