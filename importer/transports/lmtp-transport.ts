import type { LmtpServer } from "../../settings/model";
import type { Disk } from "../machine/disk";
import { MailboxError } from "../maildir/mailbox-error";
import { LmtpSession, nameOf } from "./lmtp-session";
import type { Answer, HandoverEnvelope, Receiver, SpooledMessage } from "./transport";

/** Hands messages to an LMTP server, over one connection as long as it lasts. */
export class LmtpReceiver implements Receiver {
  readonly name: string;
  private session: LmtpSession | undefined;

  constructor(
    private readonly disk: Disk,
    private readonly server: LmtpServer,
    /** Milliseconds for a reply. */
    private readonly patience: number,
  ) {
    this.name = nameOf(server);
  }

  async ready(): Promise<void> {
    await this.connected();
  }

  async take(message: SpooledMessage, envelope: HandoverEnvelope): Promise<Answer> {
    const wasInUse = this.session?.isInUse === true;
    try {
      return await this.send(message, envelope);
    } catch (error) {
      this.close();
      // A server may end a connection that has done its work, and this is how one notices.
      if (!wasInUse || !(error instanceof MailboxError)) throw error;
      return await this.send(message, envelope);
    }
  }

  close(): void {
    this.session?.close();
    this.session = undefined;
  }

  private async send(message: SpooledMessage, envelope: HandoverEnvelope): Promise<Answer> {
    const session = await this.connected();
    const answer = await session.send(this.disk.read(message.path), envelope);
    // Only where the last transaction ended well, nothing of it is left over.
    if (answer.kind !== "taken") this.close();
    return answer;
  }

  private async connected(): Promise<LmtpSession> {
    if (!this.session?.isOpen) this.session = await LmtpSession.open(this.server, this.patience);
    return this.session;
  }
}
