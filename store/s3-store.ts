import { createHash } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { loadAwsConfig } from "./aws-config";
import { readBounded } from "./read-bounded";
import { deletion, deletionResults, isInXml } from "./s3-responses";
import type { BucketPlace } from "./s3-endpoint";
import { quietSdk } from "../lib/quiet-sdk";
import { s3Error } from "./s3-errors";
import { MAX_RESPONSE_BYTES, s3Limits } from "./s3-limits";
import { pageIn, unquote } from "./s3-listing";
import { S3Client, type S3ClientOptions } from "./s3-client";
import { StoreError } from "./store-error";
import type { DeleteRequest, DeleteResult, ObjectSummary, Store, StoredObject, UnreadableEntry } from "./store";

export type S3StoreOptions = BucketPlace & Partial<S3ClientOptions>;

const MAX_CONNECTIONS = 128;
const METADATA_HEADER_PREFIX = "x-amz-meta-";

/** A bucket in Amazon S3. Credentials come from the SDK's default provider chain (environment, profile, instance role). */
export class S3Store implements Store {
  readonly name: string;

  /** Reads endpoint and certificate authorities from the environment and the AWS profile (see aws-config.ts). Throws `StoreError`. */
  static async open({ bucket, region, endpoint, ...options }: S3StoreOptions): Promise<S3Store> {
    quietSdk();
    try {
      const { endpoint: server, certificateAuthorities } = await loadAwsConfig(endpoint);
      const connectionOptions = { connections: MAX_CONNECTIONS, certificateAuthorities, ...options };
      return new S3Store(
        new S3Client({ bucket, region, endpoint: server }, connectionOptions),
        bucket,
        options.bucketOwner,
      );
    } catch (error) {
      throw s3Error(error, `open s3://${bucket}`);
    }
  }

  private constructor(
    private readonly client: S3Client,
    bucket: string,
    private readonly bucketOwner: string | undefined,
  ) {
    this.name = `s3://${bucket}`;
  }

  async put(key: string, body: Buffer, metadata: Readonly<Record<string, string>> = {}): Promise<void> {
    const headers = Object.fromEntries(
      Object.entries(metadata).map(([name, value]) => [METADATA_HEADER_PREFIX + name, value]),
    );
    await this.attempt(`store ${key}`, () => this.client.send({ method: "PUT", key, body, headers }, responseText));
  }

  async *list(prefix: string, unreadable?: (entry: UnreadableEntry) => void): AsyncGenerator<readonly ObjectSummary[]> {
    const { listingWithoutKeysMs } = s3Limits();
    let next: string | undefined;
    let lastKeyAt = performance.now();
    do {
      const query = {
        "list-type": "2",
        // A key may contain characters that XML cannot express.
        "encoding-type": "url",
        ...(prefix !== "" && { prefix }),
        ...(next !== undefined && { "continuation-token": next }),
      };
      const page = await this.attempt("list", () =>
        this.client.send({ method: "GET", query }, async (response) => pageIn(await responseText(response))),
      );
      if (next !== undefined && page.next === next)
        throw this.unavailable("returned the same page of its listing again");
      const mismatch = page.objects.find(({ key }) => !key.startsWith(prefix));
      if (mismatch) throw this.unavailable(`lists ${mismatch.key}, expected keys that begin with ${prefix}`);
      for (const entry of page.unreadable) {
        if (!unreadable) throw this.unavailable(`lists ${entry.key}: ${entry.reason}`);
        unreadable(entry);
      }
      if (page.objects.length > 0) {
        yield page.objects;
        lastKeyAt = performance.now();
      } else if (performance.now() - lastKeyAt > listingWithoutKeysMs) {
        throw this.unavailable(`lists page after page without a key, for ${listingWithoutKeysMs / 1000} s`);
      }
      next = page.next;
    } while (next !== undefined);
  }

  async get(key: string): Promise<StoredObject> {
    const body = await this.attempt(`read ${key}`, () =>
      this.client.send({ method: "GET", key }, (response) => response),
    );
    const { headers } = body;
    const length = headers["content-length"];
    if (length === undefined) {
      body.destroy();
      throw this.unavailable(`does not give the length of ${key} (Content-Length), so its end cannot be known`);
    }
    const etag = unquote(headers.etag);
    return {
      key,
      size: Number(length),
      etag,
      md5: isMd5(etag, headers) ? etag : undefined,
      lastModified: new Date(headers["last-modified"] ?? 0),
      metadata: metadataIn(headers),
      body,
    };
  }

  async deleteMany(requests: readonly DeleteRequest[]): Promise<readonly DeleteResult[]> {
    const deletable = requests.filter(({ key }) => isInXml(key));
    const results: DeleteResult[] = [];
    for (const request of requests) if (!isInXml(request.key)) results.push(await this.deleteOne(request));
    if (deletable.length === 0) return results;
    const body = deletion(deletable);
    const headers = { "content-md5": createHash("md5").update(body).digest("base64") };
    const bulkResults = await this.attempt("delete", () =>
      this.client.send({ method: "POST", query: { delete: "" }, headers, body }, async (response) =>
        deletionResults(await responseText(response), deletable),
      ),
    );
    return [...results, ...bulkResults];
  }

  close(): void {
    this.client.close();
  }

  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html */
  private async deleteOne({ key, etag }: DeleteRequest): Promise<DeleteResult> {
    try {
      const headers = { "if-match": `"${etag}"` };
      await this.attempt(`delete ${key}`, () => this.client.send({ method: "DELETE", key, headers }, responseText));
      return { key, outcome: "deleted" };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (error.kind === "missing") return { key, outcome: "deleted" };
      if (error.kind === "changed") return { key, outcome: "changed" };
      return { key, outcome: error.kind === "denied" ? "refused" : "failed", reason: error.message };
    }
  }

  private unavailable(fault: string): StoreError {
    return new StoreError("unavailable", `${this.name} at ${this.client.server} ${fault}`);
  }

  private async attempt<T>(action: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const refused = s3Error(error, `${action} in ${this.name} at ${this.client.server}`);
      if (refused.kind !== "denied" || this.bucketOwner === undefined) throw refused;
      const advice = `or the bucket does not belong to account ${this.bucketOwner} any more (importer.bucketOwner)`;
      throw new StoreError("denied", `${refused.message}, ${advice}`, { cause: error });
    }
  }
}

function responseText(response: IncomingMessage): Promise<string> {
  return readBounded(response, MAX_RESPONSE_BYTES);
}

function metadataIn(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => name.startsWith(METADATA_HEADER_PREFIX));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(METADATA_HEADER_PREFIX.length), String(value)]));
}

/** Whether the ETag is the MD5 of the object: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html */
function isMd5(etag: string, headers: IncomingHttpHeaders): boolean {
  const byKms = String(headers["x-amz-server-side-encryption"]).startsWith("aws:kms");
  const withCustomersKey = headers["x-amz-server-side-encryption-customer-algorithm"] !== undefined;
  return /^[0-9a-f]{32}$/.test(etag) && !byKms && !withCustomersKey;
}
