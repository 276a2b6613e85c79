import { transact } from "../drill/sender/transaction";
import { toWireForm } from "../drill/sender/wire-format";
import type { Inbound, InboundOptions, Mail, Sent } from "./api";
import { EndpointProcess } from "./endpoint-process";
import { ObjectReader } from "./object-reader";
import { storedPlaceOf } from "./stored-place";

const DEFAULT_OBJECT_TIMEOUT_MS = 10_000;
/** Long for an endpoint on the same machine. */
const SMTP_TIMEOUT_MS = 30_000;

export async function startInbound(options: InboundOptions): Promise<Inbound> {
  const reader = new ObjectReader(options);
  const endpoint = await EndpointProcess.start(options);
  const { host, port, events } = endpoint;
  return {
    ...{ host, port, events },
    send: (mail) => send({ host, port }, mail),
    waitForObject: async (messageId, { timeoutMs = DEFAULT_OBJECT_TIMEOUT_MS, ...where } = {}) =>
      reader.read(await endpoint.until((seen) => storedPlaceOf(seen, messageId, where), timeoutMs)),
    close: () => endpoint.stop(),
  };
}

async function send(address: { readonly host: string; readonly port: number }, mail: Mail): Promise<Sent> {
  const recipients = typeof mail.to === "string" ? [mail.to] : mail.to;
  const bytes = toWireForm(Buffer.from(mail.message as Uint8Array));
  const timeouts = { connectMs: SMTP_TIMEOUT_MS, greetingMs: SMTP_TIMEOUT_MS, replyMs: SMTP_TIMEOUT_MS };
  const sender = { name: "client.example", timeouts };
  const results = await transact(address, { sender: mail.from, bytes }, recipients, sender);
  const replies = new Map<string, string>();
  for (const [recipient, result] of results) {
    const reply = result.kind === "tryNext" ? result.reason : result.reply;
    if (!/^\d{3}\b/.test(reply)) throw new Error(`no reply of ${address.host}:${address.port}: ${reply}`);
    replies.set(recipient, reply);
  }
  const accepted = [...replies.values()].find((reply) => reply.startsWith("250 OK "));
  return { messageId: accepted?.slice("250 OK ".length), replies };
}
