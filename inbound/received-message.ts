/** A message that was answered with 250, before any action. */
export interface ReceivedMessage {
  readonly id: string;
  readonly receivedAt: Date;
  /** Envelope sender; empty for the null sender. */
  readonly sender: string;
  /** The envelope recipients that were accepted. */
  readonly recipients: readonly string[];
  readonly client: Client;
  readonly tls: boolean;
  /** What came after DATA, dots unstuffed, nothing else changed. */
  readonly content: Buffer;
}

/** Who sent it. */
export interface Client {
  readonly ip: string;
  /** By reverse DNS. */
  readonly hostname: string | undefined;
  /** What the client said in EHLO or HELO. */
  readonly helo: string;
}
