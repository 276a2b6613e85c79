/** The result of a step, or its error. */
export type StepOutcome<T> = { readonly value: T } | { readonly error: unknown };

export function outcomeOf<T>(perform: () => T): StepOutcome<T> {
  try {
    return { value: perform() };
  } catch (error) {
    return { error };
  }
}

export function promiseOf<T>(outcome: StepOutcome<T>): Promise<T> {
  if (!("error" in outcome)) return Promise.resolve(outcome.value);
  return Promise.reject(outcome.error instanceof Error ? outcome.error : new Error(String(outcome.error)));
}

/** The importer's view of a step. A file that the step opened is not part of it, because the importer only writes to such files. */
export function answerOf(outcome: StepOutcome<unknown>): string {
  if ("error" in outcome) return `error ${String(outcome.error)}`;
  const { value } = outcome;
  if (value === undefined) return "";
  if (Buffer.isBuffer(value)) return textOf(value);
  // The body of an object belongs to its ETag.
  return JSON.stringify(value, (name, part: unknown) => (name === "body" ? undefined : part));
}

const texts = new WeakMap<Buffer, string>();

/** The bytes as characters; read once from each buffer, because states share their buffers. */
export function textOf(data: Buffer): string {
  const text = texts.get(data) ?? data.toString("latin1");
  texts.set(data, text);
  return text;
}
