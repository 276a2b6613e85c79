import type { Finding } from "../../model";

/** The importer's errors end with what to do, behind semicolons. */
export function foundAndFix({ message }: Error): Pick<Finding, "found" | "fix"> {
  const [found = "", ...advice] = message.split("; ");
  return advice.length > 0 ? { found, fix: advice.join("; ") } : { found };
}
