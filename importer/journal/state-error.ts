/** The state directory cannot be used as it is. Nothing may be delivered then: nobody knows what has been. */
export class StateError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "StateError";
  }
}
