import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { deletion, deletionResults, pageIn, unquote, whyNotDeletable } from "./s3-answers";
import type { BucketPlace } from "./s3-endpoint";
import { quietSdk } from "./quiet-sdk";
import { toStoreError } from "./s3-errors";
import { S3Requests } from "./s3-requests";
import { StoreError } from "./store-error";
import type { DeleteRequest, DeleteResult, ObjectSummary, Store, StoredObject } from "./store";

export interface S3StoreOptions extends BucketPlace {
  /** Requests at the same time. */
  readonly connections?: number;
}

const CONNECTIONS = 128;
const METADATA = "x-amz-meta-";

/** A bucket in Amazon S3. Credentials come from where every AWS tool takes them (environment, profile, instance role). */
export class S3Store implements Store {
  readonly name: string;

  /** AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL name another server than Amazon's, as they do for every AWS tool. */
  static open({ connections = CONNECTIONS, ...place }: S3StoreOptions): Promise<S3Store> {
    quietSdk();
    const endpoint = place.endpoint ?? process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
    return Promise.resolve(new S3Store(new S3Requests({ ...place, endpoint }, connections), place.bucket));
  }

  private constructor(
    private readonly requests: S3Requests,
    bucket: string,
  ) {
    this.name = `s3://${bucket}`;
  }

  async put(key: string, body: Buffer, metadata: Readonly<Record<string, string>> = {}): Promise<void> {
    const headers = Object.fromEntries(Object.entries(metadata).map(([name, value]) => [METADATA + name, value]));
    await this.attempt(`store ${key}`, () => this.requests.send({ method: "PUT", key, body, headers }, text));
  }

  async *list(prefix: string): AsyncGenerator<readonly ObjectSummary[]> {
    let next: string | undefined;
    do {
      const query = {
        "list-type": "2",
        // A key may hold characters that XML cannot.
        "encoding-type": "url",
        ...(prefix !== "" && { prefix }),
        ...(next !== undefined && { "continuation-token": next }),
      };
      const page = await this.attempt("list", () =>
        this.requests.send({ method: "GET", query }, async (answer) => pageIn(await text(answer))),
      );
      if (page.objects.length > 0) yield page.objects;
      next = page.next;
    } while (next !== undefined);
  }

  async get(key: string): Promise<StoredObject> {
    const body = await this.attempt(`read ${key}`, () =>
      this.requests.send({ method: "GET", key }, (answer) => answer),
    );
    const { headers } = body;
    const length = headers["content-length"];
    if (length === undefined) {
      body.destroy();
      throw new StoreError("unavailable", `${this.name} does not say how long ${key} is, so nobody could tell its end`);
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
    const results: DeleteResult[] = [];
    const deletable: DeleteRequest[] = [];
    for (const request of requests) {
      const reason = whyNotDeletable(request.key);
      if (reason === undefined) deletable.push(request);
      else results.push({ key: request.key, outcome: "failed", reason });
    }
    if (deletable.length === 0) return results;
    const body = deletion(deletable);
    const headers = { "content-md5": createHash("md5").update(body).digest("base64") };
    const answered = await this.attempt("delete", () =>
      this.requests.send({ method: "POST", query: { delete: "" }, headers, body }, async (answer) =>
        deletionResults(await text(answer), deletable),
      ),
    );
    return [...results, ...answered];
  }

  close(): Promise<void> {
    this.requests.close();
    return Promise.resolve();
  }

  private async attempt<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toStoreError(error, `${what} in ${this.name}`);
    }
  }
}

function metadataIn(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => name.startsWith(METADATA));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(METADATA.length), String(value)]));
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html: which objects have their MD5 as ETag. */
function isMd5(etag: string, headers: IncomingHttpHeaders): boolean {
  const byKms = String(headers["x-amz-server-side-encryption"]).startsWith("aws:kms");
  const withCustomersKey = headers["x-amz-server-side-encryption-customer-algorithm"] !== undefined;
  return /^[0-9a-f]{32}$/.test(etag) && !byKms && !withCustomersKey;
}
