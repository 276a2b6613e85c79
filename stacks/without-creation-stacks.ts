type PrepareStackTrace = (this: void, ...holder: [Error, NodeJS.CallSite[]]) => unknown;

/**
 * Runs a synthesis without the stack traces that cdktf keeps of each token: to map them to TypeScript, frame by frame, takes a sixth of
 * the processor time of a synthesis. Errors keep their stack traces.
 */
export function withoutCreationStacks(synthesize: () => void): void {
  const errors: { prepareStackTrace?: PrepareStackTrace | undefined } = Error;
  const before = errors.prepareStackTrace;
  const prepare = before ?? asV8Does;
  // cdktf captures a trace in an object of its own.
  errors.prepareStackTrace = (holder, frames) => (holder instanceof Error ? prepare(holder, frames) : "");
  try {
    synthesize();
  } finally {
    errors.prepareStackTrace = before;
  }
}

const asV8Does: PrepareStackTrace = (error, frames) => {
  const places = frames.map((frame) => [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()].join(":"));
  return [String(error), ...places.map((place) => `    at ${place}`)].join("\n");
};
