/** An object as a listing shows it. */
export interface ObjectSummary {
  readonly key: string;
  /** Size in bytes. */
  readonly size: number;
  /** Without quotes. The MD5 of the body in hexadecimal, unless the object was uploaded in parts or encrypted by KMS. */
  readonly etag: string;
  readonly lastModified: Date;
}

/** An entry of a listing that cannot be read. Its object must not be touched. */
export interface UnreadableEntry {
  /** The key, as far as the entry shows it. */
  readonly key: string;
  readonly reason: string;
}

/** An object with its bytes. The body must be read once to its end, or destroyed. */
export interface StoredObject extends ObjectSummary {
  readonly body: AsyncIterable<Buffer> & { destroy(error?: Error): void };
  /** MD5 of the body in hexadecimal; `undefined`: the ETag is not an MD5 (upload in parts, encryption by KMS). */
  readonly md5: string | undefined;
  /** User metadata, names without `x-amz-meta-`, lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A request to delete an object only while it still has this ETag. */
export type DeleteRequest = Pick<ObjectSummary, "key" | "etag">;

/**
 * The result of one deletion. `changed`: the key now has another object, which was not deleted. `refused`: a later
 * attempt will fail as well, until a person acts. An object that is already gone counts as deleted.
 */
export type DeleteResult = { readonly key: string } & (
  { readonly outcome: "deleted" | "changed" } | { readonly outcome: "failed" | "refused"; readonly reason: string }
);

/** The place where messages wait: one bucket. All methods throw `StoreError` only. */
export interface Store {
  /** The store as messages name it: `s3://bucket` or `dir:/path`. */
  readonly name: string;
  put(key: string, body: Buffer, metadata?: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Lists the objects whose key starts with the prefix, in key order (UTF-8 bytes, as S3 lists them), page by page, so
   * that memory does not grow with the backlog. Objects may be deleted during the listing. Ends without an error only
   * if the store reports that there are no more objects.
   * @param unreadable called for each entry that cannot be read; without it such an entry is a `StoreError`
   */
  list(prefix: string, unreadable?: (entry: UnreadableEntry) => void): AsyncIterable<readonly ObjectSummary[]>;
  get(key: string): Promise<StoredObject>;
  /**
   * Returns one result for each request, in any order; takes at most 1,000 requests (the limit of S3's DeleteObjects).
   */
  deleteMany(requests: readonly DeleteRequest[]): Promise<readonly DeleteResult[]>;
  close(): void | Promise<void>;
}
