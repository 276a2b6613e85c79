import type { LmtpServer } from "../../settings/model";
import type { Disk } from "../machine/disk";
import { MailboxError } from "../maildir/mailbox-error";
import { LmtpSession, type LmtpTimeouts } from "./lmtp-session";
import type { Answer, Envelope, Receiver, SpooledMessage } from "./receiver";

/** Hands messages to an LMTP server, all over one connection as long as it lasts. */
export class LmtpReceiver implements Receiver {
  readonly name: string;
  private session: LmtpSession | undefined;

  constructor(
    private readonly disk: Disk,
    private readonly server: LmtpServer,
    private readonly timeouts: LmtpTimeouts,
  ) {
    this.name = `LMTP ${nameOf(server)}`;
  }

  async ready(): Promise<void> {
    if (!this.session?.isOpen) await this.reopen();
  }

  async take(message: SpooledMessage, envelope: Envelope): Promise<Answer> {
    const send = async () => (this.session ??= await this.reopen()).send(this.disk.read(message.path), envelope);
    const isUsed = this.session !== undefined && this.hasSent;
    this.hasSent = true;
    let answer: Answer;
    try {
      answer = await send();
    } catch (error) {
      if (!(error instanceof MailboxError) || !isUsed) throw this.named(error);
      // A server may end a connection that has done its work, and this is how one notices.
      await this.reopen();
      answer = await send().catch((again: unknown) => Promise.reject(this.named(again)));
    }
    // Nothing is left over from the last transaction only where that ended well.
    if (answer.kind !== "taken") this.close();
    return answer;
  }

  close(): void {
    this.session?.close();
    this.session = undefined;
    this.hasSent = false;
  }

  private hasSent = false;

  private async reopen(): Promise<LmtpSession> {
    this.close();
    try {
      return (this.session = await LmtpSession.open(this.server, this.timeouts));
    } catch (error) {
      throw this.named(error);
    }
  }

  private named(error: unknown): Error {
    if (!(error instanceof MailboxError)) return error instanceof Error ? error : new Error(String(error));
    return new MailboxError(`${this.name}: ${error.message}`, { cause: error });
  }
}

function nameOf(server: LmtpServer): string {
  if ("path" in server) return server.path;
  return server.host.includes(":") ? `[${server.host}]:${server.port}` : `${server.host}:${server.port}`;
}
