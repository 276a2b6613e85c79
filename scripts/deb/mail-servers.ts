// scripts/deb/mail-servers.ts SOCKET FILE: starts an LMTP server on a Unix socket and an SMTP server on a local port, which accept
// all mail. Prints the port, and writes a line such as `LMTP dora@example.org` into the file for each recipient of a message.
import { appendFileSync, chmodSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

const [socket = "", file = ""] = process.argv.slice(2);

mailServer("LMTP").listen(socket, () => {
  chmodSync(socket, 0o666);
  const smtp = mailServer("SMTP");
  smtp.listen(0, "127.0.0.1", () => {
    process.stdout.write(`${(smtp.server.address() as AddressInfo).port}\n`);
  });
});

function mailServer(protocol: "LMTP" | "SMTP"): SMTPServer {
  return new SMTPServer({
    lmtp: protocol === "LMTP",
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData(stream, { envelope }, done) {
      text(stream).then(() => {
        appendFileSync(file, envelope.rcptTo.map(({ address }) => `${protocol} ${address}\n`).join(""));
        done();
      }, done);
    },
  });
}
