import type { Finding } from "../../model";

/** Splits the message of an importer's error, in which advice follows the first semicolon. */
export function foundAndFix({ message }: Error): Pick<Finding, "found" | "fix"> {
  const [found = "", ...advice] = message.split("; ");
  return advice.length > 0 ? { found, fix: advice.join("; ") } : { found };
}
