import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { selfSignedCertificate } from "../../../inbound/certificate";
import { type ConnectionOptions, HttpConnections, InterruptedError } from "../../../store/http-connections";
import { s3Limits } from "../../../store/s3-limits";

const echo: Parameters<typeof createServer>[1] = (request, response) => {
  const { method, url, headers, socket } = request;
  void text(request).then((body) => {
    response.end(`${method} ${url} ${String(headers["x-note"])} ${body} from ${socket.remotePort}`);
  });
};
const request = { method: "PUT", path: "/mail/a%20b?x=1", headers: { "x-note": "hello" }, body: Buffer.from("bytes") };

let server: Server;
let connections: HttpConnections;

async function open(
  made: Server,
  protocol: string,
  host: string,
  options: Partial<ConnectionOptions> = {},
): Promise<void> {
  server = made;
  await new Promise<void>((ready) => server.listen(0, host.replace(/[[\]]/g, ""), ready));
  const url = new URL(`${protocol}//${host}:${(server.address() as AddressInfo).port}`);
  connections = new HttpConnections(url, { connections: 1, ...options });
}
const answered = async () => text(await connections.send(request));

afterEach(async () => {
  connections.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

test.each(["127.0.0.1", "[::1]"])("a request is sent unchanged to %s, and its connection is reused", async (host) => {
  await open(createServer(echo), "http:", host);
  const first = await answered();
  expect(first).toMatch(/^PUT \/mail\/a%20b\?x=1 hello bytes from \d+$/);
  expect(await answered()).toBe(first);
});

test("an HTTPS request is sent only to a server with a trusted certificate", async () => {
  await open(createSecureServer(selfSignedCertificate("127.0.0.1"), echo), "https:", "127.0.0.1");
  await expect(answered()).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
});

describe("a response that has begun", () => {
  const beginOnly: Parameters<typeof createServer>[1] = (_, response) => {
    response.writeHead(200, { "content-length": 10 }).write("begun");
  };
  const get = { ...request, method: "GET", body: undefined };

  test("fails with the reason when the command is asked to stop", async () => {
    const stop = new AbortController();
    await open(createServer(beginOnly), "http:", "127.0.0.1", { signal: stop.signal });
    const response = await connections.send(get);
    stop.abort();
    await expect(text(response)).rejects.toThrow(InterruptedError);
  });

  test("fails as a timeout when the server stops sending", async () => {
    const limits = { ...s3Limits(), silenceMs: 200 };
    await open(createServer(beginOnly), "http:", "127.0.0.1", { limits });
    await expect(text(await connections.send(get))).rejects.toMatchObject({ code: "ETIMEDOUT" });
  });
});

test("after their end no request is sent, also no retry of a request that they ended", async () => {
  let requests = 0;
  await open(
    createServer(() => requests++),
    "http:",
    "127.0.0.1",
  );
  const unanswered = connections.send(request);
  await once(server, "request");
  connections.close();
  await expect(unanswered).rejects.toMatchObject({ code: "ECONNRESET" });
  await expect(connections.send(request)).rejects.toThrow(InterruptedError);
  expect(requests).toBe(1);
});
