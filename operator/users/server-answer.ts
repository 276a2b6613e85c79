/** Whether the primary accepts a recipient; `unknown`: a temporary refusal, or a table that cannot be asked. */
export interface ServerAnswer {
  readonly answer: "accepted" | "refused" | "unknown";
  /** The SMTP reply, or the table that decided. */
  readonly reply: string;
}
