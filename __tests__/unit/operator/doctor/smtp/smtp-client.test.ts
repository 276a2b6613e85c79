import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { SmtpClient } from "../../../../../operator/doctor/smtp/smtp-client";
import { probeRecipients } from "../../../../../operator/users/rcpt-probe";

let server: Server;
let onConnection: (socket: Socket) => void;
let address: { readonly host: string; readonly port: number };
beforeAll(async () => {
  server = createServer((socket) => onConnection(socket.on("error", () => undefined)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  address = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** Sends the greeting, then a reply of the test for each command. */
const replying = (reply: (command: string) => string) => (socket: Socket) => {
  socket.write("220 mail.example.org\r\n");
  socket.on("data", (bytes) => socket.write(reply(bytes.toString())));
};

test("the time for the connection does not end the dialogue", async () => {
  onConnection = replying(() => "250 ok\r\n");
  const connecting = new AbortController();
  const client = await SmtpClient.connect(address, new AbortController().signal, connecting.signal);
  connecting.abort();
  expect((await client.reply()).code).toBe(220);
  expect((await client.send("NOOP")).code).toBe(250);
  client.close();
});

test("a TLS handshake that the server does not answer ends with the signal", async () => {
  onConnection = replying(() => "220 go ahead\r\n250 text injected before TLS\r\n");
  const ending = new AbortController();
  const client = await SmtpClient.connect(address, ending.signal);
  await client.reply();
  await client.send("STARTTLS");
  const secured = client.startTls("mail.example.org");
  ending.abort();
  await expect(secured).rejects.toThrow();
});

describe("for a server to which users verify sends RCPT", () => {
  test.each<[string, (socket: Socket) => void, RegExp]>([
    [
      "sends one byte now and then",
      (socket) => {
        const timer = setInterval(() => socket.write("2"), 20);
        socket.on("close", () => clearInterval(timer));
      },
      /no complete reply in time; try again later$/,
    ],
    [
      "greets without end",
      (socket) => socket.write("220-mail ".repeat(1_000_000)),
      /not an SMTP reply; try again later$/,
    ],
    ["closes the connection", (socket) => socket.end(), /ended the connection; try again later$/],
    ["is too busy", (socket) => socket.write("421 too busy\r\n"), /found 421 too busy; try again later$/],
  ])("and which %s, the fault is told", async (_, behaviour, message) => {
    onConnection = behaviour;
    await expect(probeRecipients(address, ["alice@example.org"], 300)).rejects.toThrow(message);
  });
});
