import { StoreError, type StoreErrorKind } from "./store-error";

export function hasCode(error: unknown, code: string): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && error.code === code;
}

const KINDS: Readonly<Record<string, StoreErrorKind>> = {
  EACCES: "denied",
  EPERM: "denied",
  EROFS: "denied",
  ELOOP: "invalid-key",
  ENAMETOOLONG: "invalid-key",
  EISDIR: "invalid-key",
  ENOTDIR: "invalid-key",
};

export function toStoreError(error: unknown, what: string, missing: StoreErrorKind = "no-bucket"): StoreError {
  if (error instanceof StoreError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const kind = code === "ENOENT" ? missing : (KINDS[code] ?? "unavailable");
  const reason = error instanceof Error ? error.message : String(error);
  const advice = kind === "no-bucket" ? "; a bucket is a directory, make it or correct the settings" : "";
  return new StoreError(kind, `cannot ${what}: ${reason}${advice}`, { cause: error });
}
