import type { Agent as SecureAgent } from "node:https";
import { loadAwsConfig } from "./aws-config";
import { httpAgent } from "./http-agent";
import { proxyOf } from "./proxy";

/** Milliseconds. A long poll of SQS is silent for 20 seconds. */
const CONNECTION_TIMEOUT_MS = 10_000;
const SOCKET_TIMEOUT_MS = 60_000;
const MAX_SOCKETS = 50;

/**
 * How an AWS client of the SDK connects: through the proxy and with the certificate authorities that S3 is reached with, of which
 * the SDK itself knows nothing. Throws an error that names AWS_CA_BUNDLE where that cannot be read.
 */
export async function sdkConnections(service: string, region: string) {
  const timeouts = { connectionTimeout: CONNECTION_TIMEOUT_MS, socketTimeout: SOCKET_TIMEOUT_MS };
  const { certificateAuthorities: ca } = await loadAwsConfig(undefined);
  const url = new URL(`https://${service}.${region}.amazonaws.com`);
  if (ca === undefined && proxyOf(url) === undefined) return timeouts;
  const agent = httpAgent(url, { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: SOCKET_TIMEOUT_MS }) as SecureAgent;
  // Of a tunnel these are the options of the connection through it.
  if (ca !== undefined) Object.assign(agent.options, { ca });
  return { ...timeouts, httpsAgent: agent };
}
