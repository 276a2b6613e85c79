/** A message that is not delivered until a person does something about it; says why. It stays in the store, the others go on. */
export class Undeliverable extends Error {}
