import { Agent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { HttpProxyAgent } from "http-proxy-agent";
import { HttpsProxyAgent } from "https-proxy-agent";
import { proxyOf } from "./proxy";

export type HttpAgent = Agent;

export interface HttpAgentOptions {
  readonly keepAlive: boolean;
  readonly maxSockets: number;
  /** Milliseconds of silence on a socket. */
  readonly timeout: number;
}

/** Connections to a server, through the proxy that the environment names for it. */
export function httpAgent(url: URL, options: HttpAgentOptions): HttpAgent {
  const proxy = proxyOf(url);
  const isSecure = url.protocol === "https:";
  if (proxy === undefined) return isSecure ? new SecureAgent(options) : new Agent(options);
  return isSecure ? new HttpsProxyAgent(proxy, options) : new HttpProxyAgent(proxy, options);
}
