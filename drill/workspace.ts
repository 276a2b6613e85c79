import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UsageError } from "../lib/usage-error";

/**
 * The mode does not depend on the umask, because the import refuses Maildirs below a directory that all users can
 * write.
 */
const OWNER_ONLY = 0o700;

/** The directories of a drill, in one directory that is kept or removed. */
export interface Workspace {
  readonly directory: string;
  readonly kept: boolean;
  /** The output of main.ts. */
  readonly synthesized: string;
  /** The directory of the buckets. */
  readonly store: string;
  /** The root directory of the simulated server, with the Maildirs and the importer's state. */
  readonly server: string;
  remove(): Promise<void>;
}

/** Uses the directory `keep`, which must be empty or new; `undefined`: a temporary directory. */
export async function openWorkspace(keep: string | undefined): Promise<Workspace> {
  const directory = keep === undefined ? await mkdtemp(join(tmpdir(), "standby-mx-drill-")) : resolve(keep);
  await mkdir(directory, { recursive: true, mode: OWNER_ONLY });
  if ((await readdir(directory)).length > 0) {
    throw new UsageError(
      `--keep: expected a new or empty directory, found files in ${directory}; name another directory`,
    );
  }
  const inside = (name: string) => join(directory, name);
  const workspace = { synthesized: inside("cdktf.out"), store: inside("buckets"), server: inside("server") };
  for (const path of Object.values(workspace)) await mkdir(path, { mode: OWNER_ONLY });
  return {
    ...workspace,
    directory,
    kept: keep !== undefined,
    remove: async () => (keep === undefined ? rm(directory, { recursive: true, force: true }) : undefined),
  };
}
