/**
 * What a file system promises about `rename`:
 * - `trust`: after a power cut it has happened wholly or not at all, and in order;
 * - `verify`: perhaps not, so after a power cut the importer looks for the message itself;
 * - `refuse`: the operations may be repeated or done elsewhere, so that "the stage file is gone" says nothing.
 */
export type RenamePolicy = "trust" | "verify" | "refuse";

/** By the magic numbers of statfs(2). */
const POLICIES = new Map<number, RenamePolicy>([
  [0xef53, "trust"], // ext2, ext3, ext4
  [0x58465342, "trust"], // XFS
  [0x2fc12fc1, "trust"], // ZFS
  [0x01021994, "trust"], // tmpfs: a power cut leaves nothing to be wrong about
  [0x6969, "refuse"], // NFS
  [0x517b, "refuse"], // SMB
  [0xff534d42, "refuse"], // CIFS
  [0xfe534d42, "refuse"], // SMB 2
  [0x65735546, "refuse"], // FUSE
]);

export function renamePolicy(fileSystemType: number): RenamePolicy {
  // Node returns the number as a signed long on some platforms.
  return POLICIES.get(fileSystemType >>> 0) ?? "verify";
}
