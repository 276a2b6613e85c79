import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { UsageError } from "../../lib/usage-error";

/**
 * The files that `install` wrote. With the manifest, `uninstall` removes no other files, and neither command changes
 * edited files.
 */
export interface Manifest {
  readonly version: string;
  /** The SHA-256 of each file as it was written, by path. */
  readonly files: Readonly<Record<string, string>>;
}

export const MANIFEST_PATH = "/usr/local/share/standby-mx/manifest.json";

const schema = z.object({ version: z.string(), files: z.record(z.string(), z.string()) });

export function readManifest(root: string): Manifest | undefined {
  const path = join(root, MANIFEST_PATH);
  if (!existsSync(path)) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    throw new UsageError(
      `expected the list of what standby-mx install wrote in ${path}, found something else; remove it, then run standby-mx install, which writes it anew`,
    );
  }
}

/**
 * The SHA-256 of a file; `undefined`: there is no file; `other`: a link or directory, which `install` never creates.
 */
export function hashAt(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return found.isFile() ? hashOf(readFileSync(path)) : "other";
}

export function hashOf(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
