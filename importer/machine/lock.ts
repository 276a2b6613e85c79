import { createServer } from "node:net";
import { hasCode } from "./disk";
import type { Lock } from "./machine";

/**
 * Takes a lock by listening on an abstract socket (unix(7)): it needs no file, cannot be left over, and ends with the
 * process whatever ends it. It spans the processes of one network namespace.
 */
export function takeLock(name: string): Promise<Lock | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error) => {
      if (hasCode(error, "EADDRINUSE")) resolve(undefined);
      else reject(error);
    });
    server.listen(`\0${name}`, () => {
      server.unref();
      resolve({ release: () => new Promise((released) => server.close(() => released())) });
    });
  });
}
