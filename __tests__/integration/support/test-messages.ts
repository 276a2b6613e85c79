import { createTransport } from "nodemailer";

/** A message with its envelope, and what is to become of it. */
export interface TestMessage {
  readonly from: string;
  readonly to: readonly string[];
  readonly content: Buffer;
  /** The users who get it, each with the recipient that SES's Received line names for it. */
  readonly owners: Readonly<Record<string, string>>;
}

/** Sends messages to a port of this machine; gives the last reply to each. */
export type Send = (port: number, messages: readonly TestMessage[]) => Promise<readonly string[]>;

/** Over as many connections as there is use for. */
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

/** A message of few words, each one another. */
export function shortMessage(subject: string): Buffer {
  return Buffer.from(`From: carol@sender.example\r\nTo: list@sender.example\r\nSubject: ${subject}\r\n\r\nHello\r\n`);
}
