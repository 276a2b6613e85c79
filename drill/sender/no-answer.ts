/** The host gave no answer at all: refused, silent, gone, or not speaking SMTP. A sender goes to the next host. */
export class NoAnswer extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "NoAnswer";
  }
}
