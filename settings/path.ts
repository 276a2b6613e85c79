/** Keys and indexes from the top of the settings to one value. */
export type SettingsPath = readonly PropertyKey[];

export function valueAt(value: unknown, path: SettingsPath): unknown {
  return path.reduce<unknown>(
    (inner, step) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[step],
    value,
  );
}

/** The beginning of a text that is too long for a line. */
export function firstPart(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** The path as messages show it: `mailboxes[2].addresses[0]`. */
export function formatPath(path: SettingsPath): string {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${firstPart(String(step))}`));
  return steps.join("").replace(/^\./, "");
}
