import { join, resolve } from "node:path";
import { DirectoryStore } from "./directory-store";
import { S3Store, type S3StoreOptions } from "./s3-store";
import { StoreError } from "./store-error";
import type { Store } from "./store";

/** Where the buckets are: Amazon S3 (or a server with its protocol), or directories below one directory. */
export type StoreLocation =
  { readonly kind: "s3"; readonly endpoint?: string } | { readonly kind: "directory"; readonly path: string };

/** Parses the value of `--store`: `s3` or `dir:<path>`. Throws a `RangeError` that says what was expected. */
export function parseStoreLocation(text: string, endpoint?: string): StoreLocation {
  if (text === "s3") return { kind: "s3", endpoint };
  const path = /^dir:(.+)$/s.exec(text)?.[1];
  if (path === undefined) throw new RangeError(`expected a store "s3" or "dir:<path>", found ${JSON.stringify(text)}`);
  return { kind: "directory", path: resolve(path) };
}

/**
 * Opens a region's bucket: in S3, or as a directory at `<path>/<bucket>`. Sends no request. Throws `StoreError`.
 */
export async function openStore(
  location: StoreLocation,
  { name: region, bucket }: { readonly name: string; readonly bucket: string },
  options: Pick<S3StoreOptions, "signal" | "bucketOwner" | "onSlowResponse" | "credentials"> = {},
): Promise<Store> {
  if (location.kind === "s3") return S3Store.open({ bucket, region, endpoint: location.endpoint, ...options });
  // Applied rules may name any bucket, also one of the hidden directories beside the buckets.
  if (!/^[A-Za-z0-9][\w.-]*$/.test(bucket)) {
    const found = JSON.stringify(bucket);
    throw new StoreError(
      "no-bucket",
      `expected a bucket's name that is a directory in ${location.path}, found ${found}`,
    );
  }
  return new DirectoryStore(join(location.path, bucket));
}
