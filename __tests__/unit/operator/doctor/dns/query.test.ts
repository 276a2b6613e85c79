import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import packet from "dns-packet";
import { query } from "../../../../../operator/doctor/dns/query";

let socket: Socket;
afterEach(() => socket.close());

test("an answer that ends within a text is an error, not a shorter text", async () => {
  socket = createSocket("udp4").bind(0, "127.0.0.1");
  socket.on("message", (bytes, { port, address }) => {
    const { id, questions } = packet.decode(bytes);
    const answers: packet.Answer[] = [{ type: "TXT", name: "a.example", data: "v=STSv1; id=20261127" }];
    const whole = packet.encode({ type: "response", id, questions, answers });
    socket.send(whole.subarray(0, -3), port, address);
  });
  await once(socket, "listening");
  const server = { address: "127.0.0.1", port: socket.address().port };
  await expect(query(server, "a.example", "TXT")).rejects.toThrow("did not answer");
});
