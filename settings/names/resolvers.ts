import { isIP, isIPv4, isIPv6 } from "node:net";
import type { ValueRule } from "../problem";

/** A DNS server. */
export interface Resolver {
  readonly address: string;
  readonly port: number;
}

const DNS_PORT = 53;

/** Parses an IP address with or without a port; `undefined`: the text is neither. */
export function parseResolver(text: string): Resolver | undefined {
  if (isIP(text)) return { address: text, port: DNS_PORT };
  const [, ipv6, ipv4, digits] = /^(?:\[([^\]]+)\]|([\d.]+)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (!(port > 0 && port <= 65_535)) return undefined;
  if (ipv6 !== undefined) return isIPv6(ipv6) ? { address: ipv6, port } : undefined;
  return isIPv4(ipv4 ?? "") ? { address: ipv4!, port } : undefined;
}

export const resolverRule: ValueRule = (text) =>
  parseResolver(text)
    ? undefined
    : { expected: "the IP address of a DNS resolver, such as 9.9.9.9, 127.0.0.1:5353 or [2620:fe::fe]:53" };
