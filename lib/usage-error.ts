/** The drill was started with something that it cannot use; the message says what was expected and what was found. */
export class WrongUse extends Error {
  constructor(message: string) {
    super(message);
    this.name = "WrongUse";
  }
}
