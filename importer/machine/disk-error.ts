import { codeOf, messageOf } from "../../lib/errors";
import { shellWord } from "../../lib/shell-word";

/** The operating system refused to write or read; the message names the path and what to do. */
export class DiskError extends Error {
  override readonly name = "DiskError";
}

type Remedy = (path: string, subdirectories: readonly string[]) => string;

const lookAtPermissions: Remedy = (path, subdirectories) => {
  const directories = subdirectories.length > 0 ? subdirectories.map((name) => `${path}/${name}`) : [path];
  return `its owner has no permission for that; check the permissions: namei -l ${directories.map(shellWord).join(" ")}`;
};

const REMEDIES: ReadonlyMap<string, Remedy> = new Map<string, Remedy>([
  [
    "ENOSPC",
    (path) => `the file system has no free bytes or inodes; free space: ${freeSpaceCommands(shellWord(path))}`,
  ],
  ["EDQUOT", () => "the quota of its owner is used up; raise the quota, or free space"],
  [
    "EROFS",
    () =>
      "the file system is read-only; mount it for writing, or, if only a systemd unit may not write there: standby-mx doctor unit-paths",
  ],
  ["EIO", () => "the disk reports an error; look at the messages of the kernel: dmesg"],
  ["EUCLEAN", () => "the file system is damaged; unmount it, and repair it with fsck"],
  ["ESTALE", () => "the file server does not know the file any more; mount the file system again"],
  ["EACCES", lookAtPermissions],
  ["EPERM", lookAtPermissions],
]);

/**
 * Adds the path, which the system's text may lack, and a remedy to an error of the disk; returns any other error
 * unchanged. `subdirectories`: names below `path` whose permissions may have caused the error, too.
 */
export function explainDiskError(error: unknown, path: string, ...subdirectories: readonly string[]): unknown {
  const remedy = REMEDIES.get(codeOf(error)) ?? REMEDIES.get(codeOf(causeOf(error)));
  if (!remedy) return error;
  const message = messageOf(error);
  const pathPrefix = message.includes(path) ? "" : `${path}: `;
  return new DiskError(`${pathPrefix}${message}; ${remedy(path, subdirectories)}`, { cause: error });
}

function freeSpaceCommands(shellPath: string): string {
  return `df ${shellPath}; df -i ${shellPath}`;
}

function causeOf(error: unknown): unknown {
  // A DiskError is explained already; its cause must not be explained again.
  return error instanceof Error && !(error instanceof DiskError) ? error.cause : undefined;
}
