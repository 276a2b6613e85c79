import { stat } from "node:fs/promises";
import { posix } from "node:path";
import { parseLmtp } from "../../settings/names/destinations";
import type { PostfixServer } from "../users/postfix/server";

/**
 * The address of this machine's LMTP server in the form of `destination.lmtp`: the server to which Postfix delivers by
 * LMTP, or else Dovecot's usual socket, if it exists. `undefined`: there is none.
 */
export async function findLmtpServer(
  postfix: PostfixServer | undefined,
  dovecotRunDirectory = "/run/dovecot",
): Promise<string | undefined> {
  const { mailbox_transport = "", virtual_transport = "" } = postfix?.parameters ?? {};
  for (const transport of [mailbox_transport, virtual_transport]) {
    const server = lmtpOf(transport, postfix?.parameters.queue_directory ?? "/");
    if (server !== undefined) return server;
  }
  const socket = posix.join(dovecotRunDirectory, "lmtp");
  const found = await stat(socket).catch(() => undefined);
  return found?.isSocket() ? socket : undefined;
}

/** `lmtp:unix:private/dovecot-lmtp`, `lmtp:inet:127.0.0.1:24` or `lmtp:[::1]:24` (lmtp(8)); a socket from Postfix's queue directory. */
export function lmtpOf(transport: string, queueDirectory: string): string | undefined {
  const [, socket] = /^lmtp:unix:(\S+)$/.exec(transport) ?? [];
  if (socket !== undefined) return posix.resolve(queueDirectory, socket);
  const [, server = ""] = /^lmtp:(?:inet:)?(\S+)$/.exec(transport) ?? [];
  // Postfix's brackets only say that no MX record is to be looked up.
  const plain = server.replace(/^\[([^\]:]*)\]/, "$1");
  return !plain.startsWith("/") && parseLmtp(plain) ? plain : undefined;
}
