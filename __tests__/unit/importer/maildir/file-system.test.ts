import { renamePolicy } from "../../../../importer/maildir/file-system";

test.each([
  ["ext4", 0xef53, "trust"],
  ["XFS", 0x58465342, "trust"],
  ["ZFS", 0x2fc12fc1, "trust"],
  ["btrfs", 0x9123683e, "verify"],
  ["f2fs", 0xf2f52010, "verify"],
  ["overlayfs", 0x794c7630, "verify"],
  ["an unknown file system", 0x12345678, "verify"],
  ["NFS", 0x6969, "refuse"],
  ["CIFS", 0xff534d42, "refuse"],
  ["FUSE", 0x65735546, "refuse"],
] as const)("%s", (_, type, policy) => {
  expect(renamePolicy(type)).toBe(policy);
  // statfs(2) has a signed type on some machines.
  expect(renamePolicy(type | 0)).toBe(policy);
});
