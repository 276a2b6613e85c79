import type { Socket } from "node:net";

/** The host sent no SMTP reply: it refused or closed the connection, was silent, or sent something else. */
export class NoReplyError extends Error {
  override readonly name = "NoReplyError";
}

/** A reply of an SMTP server (RFC 5321 section 4.2), with the lines of its text joined by spaces. */
export interface ServerReply {
  readonly code: number;
  readonly text: string;
  /** The texts line by line, as EHLO lists its keywords. */
  readonly lines: readonly string[];
}

const MAX_REPLY_BYTES = 64 * 1024;

/** Cuts the bytes that a server sends into replies. */
export class ReplyReader {
  private received = "";
  private ended: Error | undefined;
  private wake: (() => void) | undefined;

  constructor(private readonly socket: Socket) {
    socket.on("data", this.onData);
    socket.on("error", this.onEnd);
    socket.on("close", this.onEnd);
  }

  async next(): Promise<ServerReply> {
    for (;;) {
      const reply = this.take();
      if (reply !== undefined) return reply;
      if (this.ended !== undefined) throw this.ended;
      if (this.received.length > MAX_REPLY_BYTES) {
        throw new NoReplyError(`a reply longer than ${MAX_REPLY_BYTES} bytes`);
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Leaves the socket to TLS, and forgets bytes that the server sent before the handshake (RFC 3207 section 4.2). */
  detach(): void {
    this.socket.off("data", this.onData);
    this.received = "";
  }

  private take(): ServerReply | undefined {
    const match = /^(?:\d{3}-[^\n]*\n)*(\d{3})(?: [^\n]*)?\r?\n/.exec(this.received);
    if (match === null) {
      if (/^(?!\d{3}[- \r\n])[^\n]{4}/.test(this.received)) throw new NoReplyError("an answer that is not SMTP");
      return undefined;
    }
    this.received = this.received.slice(match[0].length);
    const lines = match[0]
      .trimEnd()
      .split(/\r?\n/)
      .map((line) => line.slice(4));
    return { code: Number(match[1]), text: lines.join(" "), lines };
  }

  private readonly onData = (chunk: Buffer) => {
    this.received += chunk.toString("latin1");
    this.wake?.();
  };

  private readonly onEnd = (error?: unknown) => {
    this.ended ??= new NoReplyError(error instanceof Error ? error.message : "connection closed");
    this.wake?.();
  };
}
