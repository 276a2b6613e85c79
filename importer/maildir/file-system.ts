/**
 * What a file system guarantees about `rename`:
 * - `trust`: after a power cut a rename has happened completely or not at all, and in order;
 * - `verify`: nothing, so that after a power cut the importer searches the mailbox for the message;
 * - `refuse`: a rename may be repeated, or done by another machine, so that a missing stage file proves nothing.
 */
export type RenamePolicy = "trust" | "verify" | "refuse";

/** Keyed by the magic numbers of statfs(2). */
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
