import { type IncomingMessage, request } from "node:http";
import { request as secureRequest } from "node:https";
import { urlToHttpOptions } from "node:url";
import { afterAbort } from "../lib/after-abort";
import { type HttpAgent, httpAgent } from "./http-agent";
import { MIN_BYTES_IN_WINDOW, type S3Limits, s3Limits } from "./s3-limits";

export interface HttpRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
}

/** The server took longer than `S3Limits` allows. */
export class SilentServerError extends Error {
  override readonly name = "SilentServerError";
  /** The code of a timeout of the operating system, so that callers treat this error as a connection error. */
  readonly code = "ETIMEDOUT";
}

/** The command was asked to stop. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

export interface ConnectionOptions {
  /** Maximum number of connections at the same time. */
  readonly connections: number;
  /** When the signal aborts, requests that only read end at once; requests that change something get `stopMs`. */
  readonly signal?: AbortSignal | undefined;
  /** Certificate authorities to trust instead of Node's. */
  readonly certificateAuthorities?: Buffer | undefined;
  readonly limits?: S3Limits;
  /** Called when the server has not answered a request after `slowMs`. */
  readonly onSlowResponse?: ((server: string) => void) | undefined;
}

/** A pool of kept-alive connections to one server. */
export class HttpConnections {
  private readonly request: typeof request;
  private readonly agent: HttpAgent;
  private readonly origin: string;
  private readonly server;
  /** Ends each request that only reads. */
  private readonly reading = new Set<(error: Error) => void>();
  private readonly stopReading = () => {
    for (const cancel of this.reading) cancel(interruption());
  };

  private isClosed = false;
  private readonly signal: AbortSignal | undefined;
  private readonly limits: S3Limits;

  constructor(
    url: URL,
    private readonly options: ConnectionOptions,
  ) {
    const { connections, signal, certificateAuthorities: ca, limits = s3Limits() } = options;
    this.origin = url.origin;
    this.signal = signal;
    this.limits = limits;
    const { hostname, port, protocol } = urlToHttpOptions(url);
    this.server = { hostname, port, protocol, ...(ca && { ca }) };
    this.request = url.protocol === "https:" ? secureRequest : request;
    this.agent = httpAgent(url, { keepAlive: true, maxSockets: connections, timeout: limits.silenceMs });
    signal?.addEventListener("abort", this.stopReading);
  }

  /**
   * Sends a request; resolves when the response's header has arrived. The response must be read to its end or
   * destroyed.
   */
  send({ method, path, headers, body }: HttpRequest): Promise<IncomingMessage> {
    const { connectMs, slowMs, silenceMs, stopMs } = this.limits;
    return new Promise((resolve, fail) => {
      if (this.isClosed) return fail(new InterruptedError(`the connections to ${this.origin} were closed`));
      if (method === "GET" && this.signal?.aborted) return fail(interruption());
      const sent = this.request({ ...this.server, method, path, headers, agent: this.agent });
      let begun: IncomingMessage | undefined;
      // A response whose request is destroyed fails with "aborted", without the cause.
      const cancel = (error: Error) => void (begun ?? sent).destroy(error);
      const stop = () => cancel(interruption());
      const cancelStop = method === "GET" ? undefined : afterAbort(this.signal, stopMs, stop);
      // All requests share one listener of the signal, because there may be 128 requests.
      if (method === "GET") this.reading.add(cancel);
      const silent = (missing: string, ms: number) => cancel(new SilentServerError(`${missing} within ${ms / 1000} s`));
      const slow = setTimeout(() => this.options.onSlowResponse?.(this.origin), slowMs);
      let header: NodeJS.Timeout | undefined;
      sent.once("error", fail);
      sent.on("error", () => undefined);
      sent.once("timeout", () => silent("no answer", silenceMs));
      sent.once("socket", (socket) => {
        if (!socket.connecting) return;
        const notConnected = setTimeout(() => silent("no connection", connectMs), connectMs);
        socket.once("connect", () => clearTimeout(notConnected)).once("close", () => clearTimeout(notConnected));
      });
      // A header that arrives byte by byte would reset the socket's own timeout with each byte.
      sent.once("finish", () => (header = setTimeout(() => silent("no answer", silenceMs), silenceMs)));
      sent.once("close", () => {
        clearTimeout(slow);
        clearTimeout(header);
        cancelStop?.();
        this.reading.delete(cancel);
      });
      sent.once("response", (response) => {
        begun = response;
        clearTimeout(slow);
        clearTimeout(header);
        this.watch(response);
        resolve(response);
      });
      sent.end(body);
    });
  }

  /** Ends all requests; later requests, such as their retries, fail. */
  close(): void {
    this.isClosed = true;
    this.signal?.removeEventListener("abort", this.stopReading);
    this.agent.destroy();
  }

  /** Destroys a response whose body comes too slowly. */
  private watch(response: IncomingMessage): void {
    const { silenceMs, bodyMs } = this.limits;
    const started = performance.now();
    let previousBytesRead = response.socket.bytesRead;
    const check = setInterval(() => {
      const { bytesRead } = response.socket;
      // A full buffer means that the reader is slow, not the server.
      const isRead = response.readableLength < response.readableHighWaterMark;
      const isStalled = isRead && bytesRead - previousBytesRead < MIN_BYTES_IN_WINDOW;
      previousBytesRead = bytesRead;
      const seconds = silenceMs / 1000;
      if (isStalled) {
        response.destroy(
          new SilentServerError(`the response came to a halt: not ${MIN_BYTES_IN_WINDOW} bytes in ${seconds} s`),
        );
      } else if (isRead && performance.now() - started > bodyMs) {
        response.destroy(new SilentServerError(`the response did not end within ${bodyMs / 1000} s`));
      }
    }, silenceMs).unref();
    response.once("close", () => clearInterval(check));
  }
}

function interruption(): InterruptedError {
  return new InterruptedError("the import was asked to stop");
}
