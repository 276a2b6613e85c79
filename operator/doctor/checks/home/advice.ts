import type { Finding } from "../../model";

/** Splits an error of the importer, which ends with advice after semicolons. */
export function foundAndFix({ message }: Error): Pick<Finding, "found" | "fix"> {
  const [found = "", ...advice] = message.split("; ");
  return advice.length > 0 ? { found, fix: advice.join("; ") } : { found };
}
