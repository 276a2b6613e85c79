/** A message that the endpoint accepted with reply 250, before any action. */
export interface ReceivedMessage {
  readonly id: string;
  readonly receivedAt: Date;
  /** Envelope sender; empty for the null sender. */
  readonly sender: string;
  /** The envelope recipients that were accepted. */
  readonly recipients: readonly string[];
  readonly client: Client;
  readonly tls: boolean;
  /** The bytes after DATA, with dots unstuffed and nothing else changed. */
  readonly content: Buffer;
}

/** The SMTP client that sent the message. */
export interface Client {
  readonly ip: string;
  /** The client's name by reverse DNS; `undefined`: there is none. */
  readonly hostname: string | undefined;
  /** What the client said in EHLO or HELO. */
  readonly helo: string;
}
