import { Agent, type IncomingMessage, request } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { urlToHttpOptions } from "node:url";

export interface HttpRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
}

/** Milliseconds. */
const TO_CONNECT = 10_000;
const SILENCE = 60_000;

/** Connections to one server, that are kept. */
export class HttpConnections {
  private readonly request: typeof request;
  private readonly agent: Agent;
  private readonly server;

  constructor(url: URL, most: number) {
    const { hostname, port } = urlToHttpOptions(url);
    this.server = { hostname, port };
    const isSecure = url.protocol === "https:";
    this.request = isSecure ? secureRequest : request;
    this.agent = new (isSecure ? SecureAgent : Agent)({ keepAlive: true, maxSockets: most, timeout: SILENCE });
  }

  /** Sends a request; its answer, when the header has come, must be read to its end or destroyed. */
  send({ method, path, headers, body }: HttpRequest): Promise<IncomingMessage> {
    return new Promise((answer, fail) => {
      const sent = this.request({ ...this.server, method, path, headers, agent: this.agent }, answer);
      sent.on("error", fail);
      sent.once("timeout", () =>
        sent.destroy(Object.assign(new Error("the server is silent"), { name: "TimeoutError" })),
      );
      sent.once("socket", (socket) => {
        if (!socket.connecting) return;
        socket.setTimeout(TO_CONNECT).once("connect", () => socket.setTimeout(SILENCE));
      });
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
