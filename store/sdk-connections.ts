import type { Agent as SecureAgent } from "node:https";
import { loadAwsConfig } from "./aws-config";
import { httpAgent } from "./http-agent";
import { proxyOf } from "./proxy";

const CONNECTION_TIMEOUT_MS = 10_000;
/** A long poll of SQS is silent for 20 seconds. */
const SOCKET_TIMEOUT_MS = 60_000;
const MAX_SOCKETS = 50;

/**
 * How an AWS client of the SDK connects: through the same proxy and with the same certificate authorities as the S3
 * client; the SDK reads neither by itself. Throws an error that names AWS_CA_BUNDLE if that file cannot be read.
 */
export async function sdkConnections(service: string, region: string) {
  const timeouts = { connectionTimeout: CONNECTION_TIMEOUT_MS, socketTimeout: SOCKET_TIMEOUT_MS };
  const { certificateAuthorities: ca } = await loadAwsConfig(undefined);
  const url = new URL(`https://${service}.${region}.amazonaws.com`);
  if (ca === undefined && proxyOf(url) === undefined) return timeouts;
  const agent = httpAgent(url, { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: SOCKET_TIMEOUT_MS }) as SecureAgent;
  // An agent for a proxy's tunnel reads these options when it connects through the tunnel.
  if (ca !== undefined) Object.assign(agent.options, { ca });
  return { ...timeouts, httpsAgent: agent };
}
