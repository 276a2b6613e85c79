import { StoreError, type StoreErrorKind } from "./store-error";

export function hasCode(error: unknown, code: string): boolean {
  return codeOf(error) === code;
}

/** Node's code of a system error. Not by `instanceof`: errors of `node:fs` may come from another realm. */
function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

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

export function toStoreError(error: unknown, what: string, missing: StoreErrorKind = "no-bucket"): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  const kind = code === "ENOENT" ? missing : (KINDS[code] ?? "unavailable");
  const reason = error instanceof Error ? error.message : String(error).replace(/^Error: /, "");
  const advice = kind === "no-bucket" ? "; a bucket is a directory, make it or correct the settings" : "";
  return new StoreError(kind, `cannot ${what}: ${reason}${advice}`, { cause: error });
}
