import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { codeOf } from "../../../lib/errors";
import { SECOND_MS } from "../../../lib/time";
import { httpAgent } from "../../../store/http-agent";

/** Milliseconds for connection and response together. */
export const PING_TIMEOUT_MS = 5 * SECOND_MS;

/** A ping failed. The message never contains the URL, which is a secret. */
export class PingError extends Error {
  override readonly name = "PingError";
}

/** Requests a URL of a dead man's switch, with a body as POST. Throws `PingError`. */
export function ping(address: string, body?: string, timeoutMs = PING_TIMEOUT_MS): Promise<void> {
  const url = new URL(address);
  const agent = httpAgent(url, { keepAlive: false, maxSockets: 1, timeout: timeoutMs });
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise<void>((resolve, reject) => {
    const headers = body === undefined ? {} : { "content-type": "text/plain; charset=utf-8" };
    const method = body === undefined ? "GET" : "POST";
    const sent = request(url, { agent, signal, method, headers }, (response) => {
      response.resume();
      const { statusCode = 0 } = response;
      if (statusCode >= 200 && statusCode < 300) resolve();
      else reject(new PingError(`expected a response from 200 to 299, found ${statusCode}`));
    });
    // The error's own text may contain parts of the URL.
    sent.on("error", (error) =>
      reject(new PingError(signal.aborted ? noAnswer(timeoutMs) : codeOf(error) || error.name)),
    );
    sent.end(body);
  }).finally(() => agent.destroy());
}

function noAnswer(timeoutMs: number): string {
  return `no answer within ${timeoutMs / SECOND_MS} s`;
}
