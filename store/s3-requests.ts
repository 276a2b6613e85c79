import { setTimeout as sleep } from "node:timers/promises";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { buildQueryString, escapeUriPath, HttpRequest } from "@smithy/core/protocols";
import { DEFAULT_MAX_ATTEMPTS, isThrottlingError, isTransientError, StandardRetryStrategy } from "@smithy/core/retry";
import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import { HttpConnections } from "./http-connections";
import { errorIn } from "./s3-answers";
import { type BucketPlace, bucketUrl } from "./s3-endpoint";

/** One request to the bucket, or to the object of that key. */
export interface S3Request {
  readonly method: "GET" | "PUT" | "POST";
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** SHA-256 of nothing: the signature covers a digest of the body. */
const NO_BODY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/**
 * Signed requests to one bucket, tried again where that may help. They go through the AWS SDK's own parts (credentials,
 * signature, retries) and past its client, whose layers cost several times as much processor time as all of these and the
 * connections together, and a quarter of a second at every start (docs/performance.md).
 */
export class S3Requests {
  private readonly url: URL;
  private readonly signer: SignatureV4;
  private readonly connections: HttpConnections;
  private readonly retries: StandardRetryStrategy;
  /** What the server's clock is ahead of ours, in milliseconds, once it has refused a request for that. */
  private clockOffset = 0;

  constructor(place: BucketPlace, connections: number) {
    this.url = bucketUrl(place);
    this.signer = new SignatureV4({
      service: "s3",
      region: place.region,
      credentials: defaultProvider(),
      sha256: Hash.bind(null, "sha256"),
      // S3 signs the path as it is sent, unlike all other services.
      uriEscapePath: false,
    });
    this.connections = new HttpConnections(this.url, connections);
    this.retries = new StandardRetryStrategy(Number(process.env.AWS_MAX_ATTEMPTS) || DEFAULT_MAX_ATTEMPTS);
  }

  /** Sends a request and reads its answer; one that cannot be read is a failure too. Throws what `toStoreError` understands. */
  async send<T>(request: S3Request, read: (answer: IncomingMessage) => Promise<T> | T): Promise<T> {
    let token = await this.retries.acquireInitialRetryToken("");
    for (;;) {
      try {
        const result = await read(await this.try(request));
        this.retries.recordSuccess(token);
        return result;
      } catch (error) {
        token = await this.retries.refreshRetryTokenForRetry(token, { errorType: typeOf(error) }).catch(() => {
          throw error; // not that there are no more tries, but why none of them succeeded
        });
        await sleep(token.getRetryDelay());
      }
    }
  }

  close(): void {
    this.connections.close();
  }

  private async try({ method, key, query = {}, headers = {}, body }: S3Request): Promise<IncomingMessage> {
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
        host,
        ...(body ? { "content-length": String(body.length) } : { "x-amz-content-sha256": NO_BODY }),
      },
      body,
    });
    const signingDate = new Date(Date.now() + this.clockOffset);
    const signed = await this.signer.sign(unsigned, { signingDate });
    const search = buildQueryString({ ...signed.query });
    const path = search === "" ? signed.path : `${signed.path}?${search}`;
    const answer = await this.connections.send({ method, path, headers: signed.headers, body });
    if (answer.statusCode! >= 300) throw await this.refusal(answer);
    return answer;
  }

  private async refusal(answer: IncomingMessage): Promise<Error> {
    const error = errorIn(await text(answer), answer.statusCode!);
    if (error.name !== "RequestTimeTooSkewed") return error;
    this.clockOffset = Date.parse(answer.headers.date ?? "") - Date.now() || 0;
    return Object.assign(error, { $retryable: {} });
  }
}

function typeOf(failure: unknown): "THROTTLING" | "TRANSIENT" | "CLIENT_ERROR" {
  const error = failure as Parameters<typeof isTransientError>[0];
  if (isThrottlingError(error)) return "THROTTLING";
  return isTransientError(error) ? "TRANSIENT" : "CLIENT_ERROR";
}
