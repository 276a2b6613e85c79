import { connect, type Socket } from "node:net";
import { messageOf } from "../../lib/errors";
import type { MailServer, ServerDestination } from "../../settings/model";
import { MailboxError } from "../maildir/mailbox-error";

/** The server is on this machine or near. */
export const CONNECT_TIMEOUT_MS = 30_000;

export function connectServer(server: MailServer, name: string): Promise<Socket> {
  const socket = connect(server);
  return new Promise((resolve, reject) => {
    const late = new Error(`no connection within ${CONNECT_TIMEOUT_MS / 1000} s`);
    const limit = setTimeout(() => socket.destroy(late), CONNECT_TIMEOUT_MS);
    const fail = (error: Error) => {
      clearTimeout(limit);
      reject(unavailable(name, error));
    };
    socket.once("error", fail);
    socket.once("connect", () => {
      clearTimeout(limit);
      socket.removeListener("error", fail);
      resolve(socket);
    });
  });
}

export function unavailable(name: string, error: unknown): MailboxError {
  return new MailboxError(`${name}: ${messageOf(error)}`, { cause: error });
}

/** For people. */
export function serverName({ kind, server }: Pick<ServerDestination, "kind" | "server">): string {
  const protocol = kind.toUpperCase();
  if ("path" in server) return `${protocol} ${server.path}`;
  return `${protocol} ${server.host.includes(":") ? `[${server.host}]` : server.host}:${server.port}`;
}
