import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A server that records pings, on loopback. */
export class PingServer {
  /** Method, path and body of each request. */
  readonly requests: string[] = [];
  /** The HTTP status of the answer; 0: no answer. */
  status = 200;
  private readonly server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      this.requests.push(`${request.method} ${request.url} ${body}`.trim());
      if (this.status !== 0) response.writeHead(this.status).end();
    });
  });

  static async start(): Promise<PingServer> {
    const started = new PingServer();
    await new Promise<void>((listening) => started.server.listen(0, "127.0.0.1", listening));
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}
