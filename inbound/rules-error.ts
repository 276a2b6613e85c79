/** The applied rules could not be told; its message says where, what was found, what was expected. */
export class RulesError extends Error {
  override readonly name = "RulesError";
}
