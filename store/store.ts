/** An object as a listing shows it. */
export interface ObjectSummary {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Without quotes. The MD5 of the body in hexadecimal, unless the object was uploaded in parts or encrypted by KMS. */
  readonly etag: string;
  readonly lastModified: Date;
}

/** An object that a listing shows so that it cannot be told what it is; nothing may be done with it. */
export interface UnreadableEntry {
  /** As far as it can be read. */
  readonly key: string;
  readonly reason: string;
}

/** An object with its bytes. The body must be read once to its end, or destroyed. */
export interface StoredObject extends ObjectSummary {
  readonly body: AsyncIterable<Buffer> & { destroy(error?: Error): void };
  /** MD5 of the body in hexadecimal; `undefined` where the store's ETag is not one (upload in parts, encryption by KMS). */
  readonly md5: string | undefined;
  /** User metadata, names without `x-amz-meta-`, lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What to delete: the object only while it still has this ETag. */
export type DeleteRequest = Pick<ObjectSummary, "key" | "etag">;

/**
 * What became of one deletion. `changed`: another object stands under the key now (it stays). `refused`: this will not go another
 * time either, until a person has done something. An object that is gone already counts as deleted.
 */
export type DeleteResult = { readonly key: string } & (
  { readonly outcome: "deleted" | "changed" } | { readonly outcome: "failed" | "refused"; readonly reason: string }
);

/**
 * The place where messages wait: one bucket. All methods throw `StoreError` only.
 */
export interface Store {
  /** For people: `s3://bucket` or `dir:/path`. */
  readonly name: string;
  put(key: string, body: Buffer, metadata?: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Objects whose key starts with the prefix, in key order (UTF-8 bytes, as S3 lists them), page by page, so that memory
   * does not grow with the backlog. Objects may be deleted while the listing goes on. Ends only where the store has said that
   * there are no more.
   * @param unreadable is told of entries that cannot be read, and the listing goes on; without it they are a `StoreError`
   */
  list(prefix: string, unreadable?: (entry: UnreadableEntry) => void): AsyncIterable<readonly ObjectSummary[]>;
  get(key: string): Promise<StoredObject>;
  /** One result a request, in any order; at most 1,000 requests (the limit of S3's DeleteObjects). */
  deleteMany(requests: readonly DeleteRequest[]): Promise<readonly DeleteResult[]>;
  close(): void | Promise<void>;
}
