import type { Readable } from "node:stream";
import type { S3Client, _Object } from "@aws-sdk/client-s3";
import type * as Sdk from "@aws-sdk/client-s3";
import { quietSdk } from "./quiet-sdk";
import { toStoreError } from "./s3-errors";
import { StoreError } from "./store-error";
import type { DeleteRequest, DeleteResult, ObjectSummary, Store, StoredObject } from "./store";

export interface S3StoreOptions {
  readonly bucket: string;
  readonly region: string;
  /** Another server than Amazon's, by URL; AWS_ENDPOINT_URL says the same. */
  readonly endpoint?: string;
  /** Requests at the same time. */
  readonly connections?: number;
}

/** A bucket in Amazon S3. Credentials come from where every AWS tool takes them (environment, profile, instance role). */
export class S3Store implements Store {
  readonly name: string;

  /** The SDK takes a quarter of a second to load, so it is loaded here and not where a directory is used instead. */
  static async open(options: S3StoreOptions): Promise<S3Store> {
    quietSdk();
    const sdk = await import("@aws-sdk/client-s3");
    const endpoint = options.endpoint ?? process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
    const client = new sdk.S3Client({
      region: options.region,
      endpoint,
      // Other servers than Amazon's seldom have a host name for each bucket.
      forcePathStyle: endpoint !== undefined,
      followRegionRedirects: false,
      // The importer compares length and MD5 itself; a second digest of each body would cost time and prove nothing more.
      responseChecksumValidation: "WHEN_REQUIRED",
      requestHandler: {
        connectionTimeout: 10_000,
        socketTimeout: 60_000,
        httpAgent: { maxSockets: options.connections ?? 64 },
        httpsAgent: { maxSockets: options.connections ?? 64 },
      },
    });
    return new S3Store(sdk, client, options.bucket);
  }

  private constructor(
    private readonly sdk: typeof Sdk,
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {
    this.name = `s3://${bucket}`;
  }

  async put(key: string, body: Buffer, metadata?: Readonly<Record<string, string>>): Promise<void> {
    const command = new this.sdk.PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body, Metadata: metadata });
    await this.attempt(`store ${key}`, () => this.client.send(command));
  }

  async *list(prefix: string): AsyncGenerator<readonly ObjectSummary[]> {
    let next: string | undefined;
    do {
      const command = new this.sdk.ListObjectsV2Command({
        Bucket: this.bucket,
        Prefix: prefix,
        // A key may hold characters that XML cannot.
        EncodingType: "url",
        ContinuationToken: next,
      });
      const page = await this.attempt("list", () => this.client.send(command));
      if (page.Contents && page.Contents.length > 0) yield page.Contents.map(toSummary);
      next = page.NextContinuationToken;
      // To take half a listing for the whole would hide mail.
      if (page.IsTruncated && next === undefined) {
        throw new StoreError("unavailable", `${this.name} says that its listing goes on, but not where`);
      }
    } while (next !== undefined);
  }

  async get(key: string): Promise<StoredObject> {
    const command = new this.sdk.GetObjectCommand({ Bucket: this.bucket, Key: key });
    const answer = await this.attempt(`read ${key}`, () => this.client.send(command));
    const body = answer.Body as Readable;
    if (answer.ContentLength === undefined) {
      body.destroy();
      throw new StoreError("unavailable", `${this.name} does not say how long ${key} is, so nobody could tell its end`);
    }
    const etag = unquote(answer.ETag);
    return {
      key,
      size: answer.ContentLength,
      etag,
      md5: isMd5(etag, answer.ServerSideEncryption, answer.SSECustomerAlgorithm) ? etag : undefined,
      lastModified: answer.LastModified ?? new Date(0),
      metadata: answer.Metadata ?? {},
      body,
    };
  }

  async deleteMany(requests: readonly DeleteRequest[]): Promise<readonly DeleteResult[]> {
    const command = new this.sdk.DeleteObjectsCommand({
      Bucket: this.bucket,
      Delete: { Objects: requests.map(({ key, etag }) => ({ Key: key, ETag: `"${etag}"` })) },
    });
    const { Deleted = [], Errors = [] } = await this.attempt("delete", () => this.client.send(command));
    const deleted = new Set(Deleted.map(({ Key }) => Key));
    const errors = new Map(Errors.map((error) => [error.Key, error]));
    return requests.map(({ key }): DeleteResult => {
      const error = errors.get(key);
      if (error?.Code === "PreconditionFailed") return { key, outcome: "changed" };
      if (deleted.has(key) || error?.Code === "NoSuchKey") return { key, outcome: "deleted" };
      const reason = error ? `${error.Code}: ${error.Message}` : "the answer does not mention it";
      return { key, outcome: "failed", reason };
    });
  }

  close(): Promise<void> {
    this.client.destroy();
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

function toSummary({ Key = "", Size = 0, ETag, LastModified = new Date(0) }: _Object): ObjectSummary {
  const key = decodeURIComponent(Key.replaceAll("+", " "));
  return { key, size: Size, etag: unquote(ETag), lastModified: LastModified };
}

function unquote(etag = ""): string {
  return etag.replace(/^"(.*)"$/, "$1");
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html: which objects have their MD5 as ETag. */
function isMd5(etag: string, encryption: string | undefined, customerKey: string | undefined): boolean {
  return /^[0-9a-f]{32}$/.test(etag) && !encryption?.startsWith("aws:kms") && customerKey === undefined;
}
