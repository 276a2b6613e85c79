import { join, resolve } from "node:path";
import { DirectoryStore } from "./directory-store";
import { S3Store } from "./s3-store";
import type { Store } from "./store";

/** Where the buckets are: Amazon S3 (or a server that speaks its protocol), or directories below one directory. */
export type StoreLocation =
  { readonly kind: "s3"; readonly endpoint?: string } | { readonly kind: "directory"; readonly path: string };

/** Understands the text of `--store`: `s3` or `dir:<path>`. Throws a `RangeError` that says what was expected. */
export function parseStoreLocation(text: string, endpoint?: string): StoreLocation {
  if (text === "s3") return { kind: "s3", endpoint };
  const path = /^dir:(.+)$/s.exec(text)?.[1];
  if (path === undefined) throw new RangeError(`expected a store "s3" or "dir:<path>", found ${JSON.stringify(text)}`);
  return { kind: "directory", path: resolve(path) };
}

/** Opens a region's bucket: in S3, or as a directory at `<path>/<bucket>`. Nothing is asked of it before its first use. */
export async function openStore(location: StoreLocation, region: { name: string; bucket: string }): Promise<Store> {
  if (location.kind === "directory") return new DirectoryStore(join(location.path, region.bucket));
  return S3Store.open({ bucket: region.bucket, region: region.name, endpoint: location.endpoint });
}
