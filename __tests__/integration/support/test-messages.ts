import { createTransport } from "nodemailer";

/** A message with its envelope and its expected owners. */
export interface TestMessage {
  readonly from: string;
  readonly to: readonly string[];
  readonly content: Buffer;
  /** The users who get the message, each with the recipient in SES's Received line. */
  readonly owners: Readonly<Record<string, string>>;
}

/** Sends messages to a port of this machine; returns the last reply to each. */
export type Send = (port: number, messages: readonly TestMessage[]) => Promise<readonly string[]>;

/** Sends with nodemailer over several connections. */
export const byNodemailer: Send = async (port, messages) => {
  const smtp = createTransport({ host: "127.0.0.1", port, ignoreTLS: true, pool: true, maxConnections: 8 });
  try {
    return await Promise.all(
      messages.map(async ({ from, to, content }) => {
        const { response } = await smtp.sendMail({ envelope: { from, to: [...to] }, raw: content });
        return response;
      }),
    );
  } finally {
    smtp.close();
  }
};

/** A short, unique message. */
export function shortMessage(subject: string): Buffer {
  return Buffer.from(`From: carol@sender.example\r\nTo: list@sender.example\r\nSubject: ${subject}\r\n\r\nHello\r\n`);
}
