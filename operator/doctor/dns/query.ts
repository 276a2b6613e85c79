import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { connect, isIPv6 } from "node:net";
import * as packet from "dns-packet";

export interface DnsServer {
  readonly address: string;
  readonly port: number;
}

export type RecordType = "A" | "AAAA" | "CNAME" | "MX" | "NS" | "TLSA" | "TXT";

export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  /** Seconds for which the record may be cached from now on. */
  readonly ttl: number;
  readonly data: unknown;
}

export interface DnsReply {
  /** The response code: NOERROR or NXDOMAIN. */
  readonly code: string;
  /** Whether the server is authoritative for the zone. */
  readonly authoritative: boolean;
  readonly records: readonly DnsRecord[];
}

/** No usable answer: the server did not answer in time, or answered with an error. */
export class DnsError extends Error {
  /** @param code the server's response code, such as SERVFAIL; `undefined`: no answer */
  constructor(
    message: string,
    readonly code?: string,
  ) {
    super(message);
    this.name = "DnsError";
  }
}

const TRY_TIMEOUT_MS = 1_200;
const MAX_TRIES = 2;
/** A payload size that needs no fragments on any path (https://www.dnsflagday.net/2020/). */
const UDP_PAYLOAD_BYTES = 1_232;

/** Sends one query to one server. The name is absolute; no search list is applied. */
export async function query(
  server: DnsServer,
  name: string,
  type: RecordType,
  { recursive = true }: { readonly recursive?: boolean } = {},
): Promise<DnsReply> {
  const question = { type, name: bareName(name) } as const;
  const request: packet.Packet = {
    type: "query",
    flags: recursive ? packet.RECURSION_DESIRED : 0,
    questions: [question],
    additionals: [
      { type: "OPT", name: ".", udpPayloadSize: UDP_PAYLOAD_BYTES, flags: 0, options: [] } as unknown as packet.Answer,
    ],
  };
  const reply = await withTries(async () => {
    const byUdp = await exchange(overUdp, server, request);
    return byUdp.flag_tc ? exchange(overTcp, server, request) : byUdp;
  });
  const code = (reply as { rcode?: string }).rcode ?? "";
  if (code !== "NOERROR" && code !== "NXDOMAIN") throw new DnsError(`answered ${code}`, code);
  return { code, authoritative: reply.flag_aa, records: (reply.answers ?? []) as readonly DnsRecord[] };
}

async function withTries<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === MAX_TRIES) throw error;
    }
  }
}

type DnsTransport = (server: DnsServer, request: packet.Packet, signal: AbortSignal) => Promise<packet.DecodedPacket>;

async function exchange(transport: DnsTransport, server: DnsServer, question: packet.Packet) {
  const request = { ...question, id: randomInt(65_536) };
  const timeout = AbortSignal.timeout(TRY_TIMEOUT_MS);
  try {
    return await transport(server, request, timeout);
  } catch (error) {
    if (timeout.aborted) throw new DnsError("did not answer");
    if (error instanceof DnsError) throw error;
    throw new DnsError((error as NodeJS.ErrnoException).code ?? String(error));
  }
}

function overUdp({ address, port }: DnsServer, request: packet.Packet, signal: AbortSignal) {
  return new Promise<packet.DecodedPacket>((resolve, reject) => {
    const socket = createSocket({ type: isIPv6(address) ? "udp6" : "udp4", signal });
    socket.on("error", reject);
    signal.addEventListener("abort", () => reject(new DnsError("did not answer")), { once: true });
    // A connected socket reports ICMP errors and accepts datagrams of this server only.
    socket.connect(port, address, () => socket.send(packet.encode(request)));
    socket.on("message", (bytes) => {
      const reply = decoded(bytes, request);
      if (!reply) return;
      socket.close();
      resolve(reply);
    });
  });
}

async function overTcp({ address, port }: DnsServer, request: packet.Packet, signal: AbortSignal) {
  const socket = connect({ port, host: address, signal });
  try {
    socket.end(packet.streamEncode(request));
    const chunks: Buffer[] = [];
    for await (const chunk of socket) {
      chunks.push(chunk as Buffer);
      const bytes = Buffer.concat(chunks);
      if (bytes.length < 2 || bytes.length < 2 + bytes.readUInt16BE(0)) continue;
      const reply = decoded(bytes.subarray(2), request);
      if (reply) return reply;
      break;
    }
    throw new DnsError("ended the connection without an answer");
  } finally {
    socket.destroy();
  }
}

/** Decodes a datagram; `undefined`: it is not the answer to this query. */
function decoded(bytes: Buffer, { id, questions }: packet.Packet): packet.DecodedPacket | undefined {
  try {
    const reply = packet.decode(bytes);
    // The decoder reads on behind the end of a message that was cut, and returns a shorter text.
    if (packet.decode.bytes > bytes.length) return undefined;
    const [asked, answered] = [questions?.[0], reply.questions?.[0]];
    const isSame = answered?.type === asked?.type && bareName(answered?.name) === bareName(asked?.name);
    return reply.id === id && reply.type === "response" && isSame ? reply : undefined;
  } catch {
    return undefined;
  }
}

/** The root's name is written as a dot, or as nothing. */
function bareName(name = ""): string {
  return name.toLowerCase().replace(/\.$/, "");
}
