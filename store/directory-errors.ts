import { StoreError, type StoreErrorKind } from "./store-error";
import { codeOf, messageOf } from "../lib/errors";

const KINDS: Readonly<Record<string, StoreErrorKind>> = {
  EACCES: "denied",
  EPERM: "denied",
  EROFS: "denied",
  ELOOP: "invalid-key",
  ENAMETOOLONG: "invalid-key",
  EEXIST: "invalid-key",
  EISDIR: "invalid-key",
  ENOTDIR: "invalid-key",
};

export function directoryError(error: unknown, action: string, missing: StoreErrorKind = "no-bucket"): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  const kind = code === "ENOENT" ? missing : (KINDS[code] ?? "unavailable");
  const reason = messageOf(error);
  const advice = kind === "no-bucket" ? "; a bucket is a directory, make it or correct the settings" : "";
  return new StoreError(kind, `cannot ${action}: ${reason}${advice}`, { cause: error });
}
