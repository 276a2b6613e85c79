/** The state directory cannot be used as it is. Nothing may be delivered then: nobody knows what has been. */
export class StateError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "StateError";
  }
}

/** … but `import --adopt` can go on from it. */
export class LostRecordsError extends StateError {}

/** What a person can do, and what it costs. */
export const ADOPT =
  "Put the whole state directory back if you can. If you cannot, and no other import uses it: standby-mx import --adopt; " +
  "what was delivered and is still in the bucket may then be delivered once more";
