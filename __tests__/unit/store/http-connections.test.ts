import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { selfSignedCertificate } from "../../../inbound/certificate";
import { HttpConnections } from "../../../store/http-connections";

const echo: Parameters<typeof createServer>[1] = (request, response) => {
  const { method, url, headers, socket } = request;
  void text(request).then((body) => {
    response.end(`${method} ${url} ${String(headers["x-note"])} ${body} from ${socket.remotePort}`);
  });
};
const request = { method: "PUT", path: "/mail/a%20b?x=1", headers: { "x-note": "hello" }, body: Buffer.from("bytes") };

let server: Server;
let connections: HttpConnections;

async function open(made: Server, protocol: string, host: string): Promise<void> {
  server = made;
  await new Promise<void>((ready) => server.listen(0, host.replace(/[[\]]/g, ""), ready));
  connections = new HttpConnections(new URL(`${protocol}//${host}:${(server.address() as AddressInfo).port}`), {
    connections: 1,
  });
}
const answered = async () => text(await connections.send(request));

afterEach(async () => {
  connections.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

test.each(["127.0.0.1", "[::1]"])(
  "a request goes as it is to %s, and its connection is kept for the next",
  async (host) => {
    await open(createServer(echo), "http:", host);
    const first = await answered();
    expect(first).toMatch(/^PUT \/mail\/a%20b\?x=1 hello bytes from \d+$/);
    expect(await answered()).toBe(first);
  },
);

test("by HTTPS it goes only to a server with a trusted certificate", async () => {
  await open(createSecureServer(selfSignedCertificate("127.0.0.1"), echo), "https:", "127.0.0.1");
  await expect(answered()).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
});
