/**
 * Calls `act` when that time in milliseconds has passed since the signal aborted, or since this call, if the signal had aborted
 * before. Returns how to cancel the call. Keeps no process alive.
 */
export function afterAbort(signal: AbortSignal | undefined, delayMs: number, act: () => void): () => void {
  if (signal === undefined) return () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const start = () => (timer = setTimeout(act, delayMs).unref());
  if (signal.aborted) start();
  else signal.addEventListener("abort", start, { once: true });
  return () => {
    signal.removeEventListener("abort", start);
    clearTimeout(timer);
  };
}
