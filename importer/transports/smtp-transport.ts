import type { ServerDestination } from "../../settings/model";
import type { Disk } from "../machine/disk";
import { MailboxError } from "../maildir/mailbox-error";
import type { TransportEnvelope } from "../message/model";
import { serverName } from "./connect-server";
import { TransportSession } from "./smtp-session";
import type { SpoolFile } from "./spool";
import type { RecipientResult, Transport, TransportTimeouts } from "./transport";

/** Delivers to an SMTP or LMTP server, over one connection for as long as the connection lasts. */
export class SmtpTransport implements Transport {
  readonly name: string;
  private session: TransportSession | undefined;

  constructor(
    private readonly disk: Disk,
    private readonly destination: ServerDestination,
    private readonly timeouts: TransportTimeouts,
  ) {
    this.name = serverName(destination);
  }

  async ready(): Promise<void> {
    await this.connected();
  }

  async deliver(message: SpoolFile, envelope: TransportEnvelope): Promise<readonly RecipientResult[]> {
    const wasInUse = this.session?.isInUse === true;
    try {
      return await this.send(message, envelope);
    } catch (error) {
      this.close();
      // The server may have closed an idle connection, which shows only when the next message is sent.
      const isStopped = this.timeouts.signal?.aborted === true;
      if (!wasInUse || isStopped || !(error instanceof MailboxError)) throw error;
      return await this.send(message, envelope);
    }
  }

  close(): void {
    this.session?.close();
    this.session = undefined;
  }

  private async send(message: SpoolFile, envelope: TransportEnvelope): Promise<readonly RecipientResult[]> {
    const session = await this.connected();
    const results = await session.send(this.disk.read(message.path), envelope);
    // After any other reply, the server may still keep a part of the transaction.
    if (!session.isOpen || results.some(({ kind }) => kind !== "accepted")) this.close();
    return results;
  }

  private async connected(): Promise<TransportSession> {
    if (!this.session?.isOpen) this.session = await TransportSession.open(this.destination, this.timeouts);
    return this.session;
  }
}
