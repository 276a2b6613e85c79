import { setTimeout as sleep } from "node:timers/promises";
import type { IncomingMessage } from "node:http";
import { buildQueryString, escapeUriPath, HttpRequest } from "@smithy/core/protocols";
import { DEFAULT_MAX_ATTEMPTS, isThrottlingError, isTransientError, StandardRetryStrategy } from "@smithy/core/retry";
import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import { credentials } from "./credentials";
import { type ConnectionOptions, HttpConnections, SilentServerError } from "./http-connections";
import { readBounded } from "./read-bounded";
import { type BucketPlace, bucketUrl } from "./s3-endpoint";
import { isKeyRefusal } from "./s3-errors";
import { MAX_ERROR_BYTES } from "./s3-limits";
import { errorIn } from "./s3-xml";

/** A request to the bucket, or, with `key`, to that object. */
export interface S3Request {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface S3ClientOptions extends ConnectionOptions {
  /** The account that owns the bucket, in twelve digits; S3 refuses requests to a bucket of another account. */
  readonly bucketOwner?: string | undefined;
  /** Default: the credentials that every AWS tool finds. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}

/** The body of most requests; the signature covers the hash of the body. */
const SHA256_OF_EMPTY_BODY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/**
 * Sends signed requests to one bucket, with retries and backoff. Credentials, signature and retries are the AWS SDK's;
 * the SDK's S3 client is not used. A GET of 10 KB takes 0.30 ms of processor time this way and 0.72 to 0.86 ms by the
 * SDK's S3 client (Node 20.20, 32 GETs at a time), which also takes a quarter of a second to load at every start
 * (docs/performance.md).
 * The subpaths of `@smithy/core` are not a stable API: package.json pins the version, and a contract test
 * (__tests__/unit/store/sdk-contract.test.ts) checks the functions that are used.
 */
export class S3Client {
  private readonly url: URL;
  private signer: SignatureV4;
  private readonly connections: HttpConnections;
  private readonly retries: StandardRetryStrategy;
  /** Milliseconds that the server's clock is ahead of this machine's; 0 until the server has refused a request as too skewed. */
  private clockOffset = 0;

  constructor(
    private readonly place: BucketPlace,
    private readonly options: S3ClientOptions,
  ) {
    this.url = bucketUrl(place);
    this.signer = this.newSigner();
    this.connections = new HttpConnections(this.url, options);
    this.retries = new StandardRetryStrategy(Number(process.env.AWS_MAX_ATTEMPTS) || DEFAULT_MAX_ATTEMPTS);
  }

  /**
   * Sends a request until it succeeds or no retry is left. A response that cannot be read counts as failed. Throws
   * errors that `s3Error` can translate.
   */
  async send<T>(request: S3Request, read: (response: IncomingMessage) => Promise<T> | T): Promise<T> {
    let silences = 0;
    let token = await this.retries.acquireInitialRetryToken("");
    for (;;) {
      try {
        const result = await read(await this.sendOnce(request));
        this.retries.recordSuccess(token);
        return result;
      } catch (error) {
        // A signer keeps the key that it has once found; the next request looks for the key that has replaced it.
        if (isKeyRefusal(error)) this.signer = this.newSigner();
        const errorType = error instanceof SilentServerError ? typeOfSilence(silences++) : typeOf(error);
        token = await this.retries.refreshRetryTokenForRetry(token, { errorType }).catch(() => {
          throw error; // the last failure says more than "no retry is left"
        });
        const signal = request.method === "GET" ? this.options.signal : undefined;
        await sleep(token.getRetryDelay(), undefined, { signal });
      }
    }
  }

  /** Scheme, host and port. */
  get server(): string {
    return this.url.origin;
  }

  close(): void {
    this.connections.close();
  }

  private newSigner(): SignatureV4 {
    return new SignatureV4({
      service: "s3",
      region: this.place.region,
      credentials: this.options.credentials ?? credentials(),
      sha256: Hash.bind(null, "sha256"),
      // S3 signs the path as it is sent, unlike all other services.
      uriEscapePath: false,
    });
  }

  private async sendOnce({ method, key, query = {}, headers = {}, body }: S3Request): Promise<IncomingMessage> {
    const { protocol, hostname, host, port, pathname } = this.url;
    const unsigned = new HttpRequest({
      method,
      protocol,
      hostname,
      port: port === "" ? undefined : Number(port),
      path: key === undefined ? pathname : `${pathname.replace(/\/$/, "")}/${escapeUriPath(key)}`,
      query: { ...query },
      headers: {
        ...headers,
        ...(this.options.bucketOwner !== undefined && { "x-amz-expected-bucket-owner": this.options.bucketOwner }),
        host,
        ...(body ? { "content-length": String(body.length) } : { "x-amz-content-sha256": SHA256_OF_EMPTY_BODY }),
      },
      body,
    });
    const signingDate = new Date(Date.now() + this.clockOffset);
    const signed = await this.signer.sign(unsigned, { signingDate });
    const search = buildQueryString({ ...signed.query });
    const path = search === "" ? signed.path : `${signed.path}?${search}`;
    const response = await this.connections.send({ method, path, headers: signed.headers, body });
    const isDone = response.statusCode === 200 || (method === "DELETE" && response.statusCode === 204);
    if (!isDone) throw await this.refusal(response);
    return response;
  }

  private async refusal(response: IncomingMessage): Promise<Error> {
    const bucketRegion = response.headers["x-amz-bucket-region"];
    const error = Object.assign(errorIn(await errorText(response), response.statusCode!), { bucketRegion });
    if (error.name !== "RequestTimeTooSkewed") return error;
    this.clockOffset = Date.parse(response.headers.date ?? "") - Date.now() || 0;
    return Object.assign(error, { $retryable: {} });
  }
}

/** "" where the body cannot be read: the status code says enough. */
async function errorText(response: IncomingMessage): Promise<string> {
  try {
    return await readBounded(response, MAX_ERROR_BYTES);
  } catch {
    response.destroy();
    return "";
  }
}

/**
 * Retries after the first silence, which a dead connection may have caused, but not after a second silence: each retry
 * at a server that hangs takes the whole timeout.
 */
function typeOfSilence(before: number): "TRANSIENT" | "CLIENT_ERROR" {
  return before === 0 ? "TRANSIENT" : "CLIENT_ERROR";
}

function typeOf(failure: unknown): "THROTTLING" | "TRANSIENT" | "CLIENT_ERROR" {
  const error = failure as Parameters<typeof isTransientError>[0];
  if (isThrottlingError(error)) return "THROTTLING";
  return isTransientError(error) ? "TRANSIENT" : "CLIENT_ERROR";
}
