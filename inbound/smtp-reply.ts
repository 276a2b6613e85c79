/** An SMTP reply: the code, and the text with its enhanced status code where it has one. */
export interface SmtpReply {
  readonly code: number;
  readonly text: string;
}
