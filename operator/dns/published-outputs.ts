import { readFile } from "node:fs/promises";
import { messageOf } from "../../lib/errors";
import { UsageError } from "../../lib/usage-error";
import { TTL_S, type WantedRecord } from "./model";

const DKIM_LINE = /([\w-]+\._domainkey\.[^\s"\\]+?)\.?\s+\d+\s+IN\s+CNAME\s+([\w.-]+?)\.?(?=[\s"\\]|$)/g;
const VERIFICATION_LINE = /(_amazonses\.[^\s"\\]+?)\.?\s+\d+\s+IN\s+TXT\s+\\?"([^"\\\s]+)\\?"/g;

/** Reads the DKIM and verification records of a deployment from a file with its outputs, as either command prints them. */
export async function readOutputs(path: string): Promise<readonly WantedRecord[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`--outputs: cannot read ${path}: ${messageOf(error)}`);
  }
  const records = parseOutputs(text);
  if (records.length > 0) return records;
  throw new UsageError(
    `--outputs: expected the outputs verification_<domain> of a stack in ${path}, found none; write them with: ` +
      "npx cdktf output 'standby-mx-*' --outputs-file outputs.json (domains in Route 53 have no such outputs)",
  );
}

/**
 * Finds the lines in the JSON of `cdktf output --outputs-file` and `terraform output -json`, and in the text that both print. In
 * JSON a line ends with the two characters `\n`.
 */
export function parseOutputs(text: string): readonly WantedRecord[] {
  const lines = text.replaceAll("\\n", "\n");
  const common = { ttl: TTL_S, optional: false } as const;
  return [
    ...[...lines.matchAll(DKIM_LINE)].map(([, name = "", value = ""]): WantedRecord => ({
      purpose: "dkim",
      name,
      type: "CNAME",
      value,
      ...common,
    })),
    ...[...lines.matchAll(VERIFICATION_LINE)].map(([, name = "", value = ""]): WantedRecord => ({
      purpose: "verification",
      name,
      type: "TXT",
      value,
      ...common,
    })),
  ];
}
