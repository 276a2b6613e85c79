import { connect, type Socket } from "node:net";
import { afterAbort } from "../../lib/after-abort";
import { messageOf } from "../../lib/errors";
import type { MailServer, ServerDestination } from "../../settings/model";
import { MailboxError } from "../maildir/mailbox-error";
import { stopReason, type TransportTimeouts } from "./transport";

/** Long for a server on this machine or in the same network. */
export const CONNECT_TIMEOUT_MS = 30_000;

export function connectServer(server: MailServer, name: string, timeouts: TransportTimeouts): Promise<Socket> {
  const socket = connect(server);
  return new Promise((resolve, reject) => {
    const timeoutError = new Error(`no connection within ${CONNECT_TIMEOUT_MS / 1000} s`);
    const timer = setTimeout(() => socket.destroy(timeoutError), CONNECT_TIMEOUT_MS);
    const cancelStop = afterAbort(timeouts.signal, timeouts.stopTimeoutMs, () =>
      socket.destroy(new Error(`the connection attempt ${stopReason(timeouts)}`)),
    );
    const clearTimers = () => {
      clearTimeout(timer);
      cancelStop();
    };
    const fail = (error: Error) => {
      clearTimers();
      reject(unavailable(name, error));
    };
    socket.once("error", fail);
    socket.once("connect", () => {
      clearTimers();
      socket.removeListener("error", fail);
      resolve(socket);
    });
  });
}

export function unavailable(name: string, error: unknown): MailboxError {
  return new MailboxError(`${name}: ${messageOf(error)}`, { cause: error });
}

/** The server as messages name it. */
export function serverName({ kind, server }: Pick<ServerDestination, "kind" | "server">): string {
  const protocol = kind.toUpperCase();
  if ("path" in server) return `${protocol} ${server.path}`;
  return `${protocol} ${server.host.includes(":") ? `[${server.host}]` : server.host}:${server.port}`;
}
