import type { LmtpServer } from "../../settings/model";
import type { Disk } from "../machine/disk";
import { MailboxError } from "../maildir/mailbox-error";
import type { RecipientEnvelope } from "../message/model";
import { lmtpServerName, LmtpSession } from "./lmtp-session";
import type { SpoolFile } from "./spool";
import type { Transport, TransportResult } from "./transport";

/** Delivers to an LMTP server, over one connection as long as it lasts. */
export class LmtpTransport implements Transport {
  readonly name: string;
  private session: LmtpSession | undefined;

  constructor(
    private readonly disk: Disk,
    private readonly server: LmtpServer,
    /** For a reply. */
    private readonly timeoutMs: number,
  ) {
    this.name = lmtpServerName(server);
  }

  async ready(): Promise<void> {
    await this.connected();
  }

  async deliver(message: SpoolFile, envelope: RecipientEnvelope): Promise<TransportResult> {
    const wasInUse = this.session?.isInUse === true;
    try {
      return await this.send(message, envelope);
    } catch (error) {
      this.close();
      // The server may have closed an idle connection, which shows only now.
      if (!wasInUse || !(error instanceof MailboxError)) throw error;
      return await this.send(message, envelope);
    }
  }

  close(): void {
    this.session?.close();
    this.session = undefined;
  }

  private async send(message: SpoolFile, envelope: RecipientEnvelope): Promise<TransportResult> {
    const session = await this.connected();
    const result = await session.send(this.disk.read(message.path), envelope);
    // After any other reply, the server may still have a part of the transaction.
    if (result.kind !== "accepted") this.close();
    return result;
  }

  private async connected(): Promise<LmtpSession> {
    if (!this.session?.isOpen) this.session = await LmtpSession.open(this.server, this.timeoutMs);
    return this.session;
  }
}
