/** The applied rules cannot be read; the error says where, what was found, and what was expected. */
export class RulesError extends Error {
  override readonly name = "RulesError";
}
