import { randomBytes } from "node:crypto";
import { type DnsServer, query } from "./query";
import { messageOf } from "../../../lib/errors";

export interface TriedResolver {
  readonly server: DnsServer;
  readonly name: string;
  /** Why the resolver is not used; `undefined`: it works. */
  readonly fault: string | undefined;
}

export function resolverName({ address, port }: DnsServer): string {
  if (port === 53) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Tests a resolver with a query that every resolver must answer, and with a name that does not exist. */
export async function tryResolver(server: DnsServer): Promise<TriedResolver> {
  return { server, name: resolverName(server), fault: await faultOf(server) };
}

async function faultOf(server: DnsServer): Promise<string | undefined> {
  // RFC 6761 section 6.4: there are no names below .invalid.
  const invented = `${randomBytes(8).toString("hex")}.invalid`;
  try {
    const [root, nothing] = await Promise.all([query(server, ".", "NS"), query(server, invented, "A")]);
    if (!root.records.some(({ type }) => type === "NS")) return "does not know the root servers";
    if (nothing.records.length > 0) return `invents addresses for names that do not exist (${invented})`;
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
