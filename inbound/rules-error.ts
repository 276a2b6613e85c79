/** The applied rules cannot be read. */
export class RulesError extends Error {
  override readonly name = "RulesError";
}
