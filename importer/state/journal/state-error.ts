/**
 * The state directory cannot be used. No message may be delivered, because it is not known which messages were
 * delivered before.
 */
export class StateError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "StateError";
  }
}

/** The state directory has lost records; `import --adopt` can continue from what is left. */
export class LostRecordsError extends StateError {}

/** Tells the operator what to do about lost records, with the consequences. */
export const ADOPT_ADVICE =
  "Put the whole state directory back if you can. If you cannot, and no other import uses it: standby-mx import --adopt; " +
  "messages that were delivered and are still in the bucket may then be delivered again";
