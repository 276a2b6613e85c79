import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { SMTPServer, SMTPServerDataStream, SMTPServerSession } from "smtp-server";
import { selfSignedCertificate } from "../inbound/certificate";
import { EnvelopeServer } from "../inbound/envelope-server";
import type { SocketAddress } from "./sender/smtp-session";
import { deliverInto, hostRoot, withUnixLineEnds } from "./maildir";
import type { UserList } from "./user-list";

/** The behaviour of the primary: as usual, or one of the failures of a server that still listens. */
export type PrimaryBehaviour = "normal" | "421 as greeting" | "no greeting" | "450 to RCPT" | "451 after DATA";

export interface PrimaryOptions {
  readonly name: string;
  readonly users: UserList;
  /** The directory below which the Maildirs of the settings are on this machine. */
  readonly root: string;
}

/**
 * Simulates the operator's mail server: accepts the users of the settings, refuses all other addresses, delivers into Maildirs.
 */
export class Primary {
  behaviour: PrimaryBehaviour = "normal";
  private server: SMTPServer | undefined;
  private port = 0;

  constructor(private readonly options: PrimaryOptions) {}

  /** The address of the server; after `down`, its last address. */
  get address(): SocketAddress {
    return { host: "127.0.0.1", port: this.port };
  }

  async up(behaviour: PrimaryBehaviour = "normal"): Promise<void> {
    this.behaviour = behaviour;
    if (this.server !== undefined) return;
    const server = new EnvelopeServer({
      name: this.options.name,
      ...selfSignedCertificate(this.options.name),
      disabledCommands: ["AUTH"],
      disableReverseLookup: true,
      closeTimeout: 100,
      onConnect: (_session, callback) => this.onConnect(callback),
      onRcptTo: ({ address }, _session, callback) => callback(this.refusal(address)),
      onData: (stream, session, callback) => {
        this.receive(stream, session).then(
          (id) => callback(null, `2.0.0 Ok: queued as ${id}`),
          (error: Error) => callback(error),
        );
      },
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    this.port = (server.server.address() as AddressInfo).port;
    this.server = server;
  }

  async down(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server !== undefined) await new Promise<void>((resolve) => server.close(resolve));
  }

  private onConnect(callback: (error?: Error) => void): void {
    if (this.behaviour === "421 as greeting") return callback(reply(421, `${this.options.name} is going down`));
    if (this.behaviour !== "no greeting") callback();
  }

  private refusal(recipient: string): Error | null {
    if (this.behaviour === "450 to RCPT") return reply(450, "4.2.0 Mailbox is busy");
    return this.options.users.find(recipient).length === 0 ? reply(550, "5.1.1 User unknown") : null;
  }

  private async receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
    const message = withUnixLineEnds(await buffer(stream));
    if (this.behaviour === "451 after DATA") throw reply(451, "4.3.0 Disk is full");
    const id = randomBytes(20).toString("hex");
    const { mailFrom, rcptTo } = session.envelope;
    const mailboxes = new Set(rcptTo.flatMap(({ address }) => this.options.users.find(address)));
    for (const { host, maildir } of mailboxes) {
      const trace = [
        `Return-Path: <${mailFrom === false ? "" : mailFrom.address}>`,
        `Received: from ${session.hostNameAppearsAs} by ${this.options.name} with ${session.transmissionType} id ${id};`,
        ` ${new Date().toUTCString().replace("GMT", "+0000")}`,
      ];
      await deliverInto(
        hostRoot(this.options.root, host) + maildir,
        Buffer.concat([Buffer.from(`${trace.join("\n")}\n`), message]),
      );
    }
    return id;
  }
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
