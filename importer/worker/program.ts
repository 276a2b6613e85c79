/** The bundled text of worker/main.ts, which scripts/bundle.mjs inserts. */
declare const STANDBY_MX_WORKER: string | undefined;

/**
 * The program of a worker, passed as a text, because the worker's user may not be able to read where this command is installed.
 */
export function workerProgram(): string {
  if (typeof STANDBY_MX_WORKER === "undefined") {
    throw new Error("to deliver for other users, run the bundled command (npm run bundle makes dist/standby-mx.js)");
  }
  return STANDBY_MX_WORKER;
}
