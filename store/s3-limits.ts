import { MIB } from "../lib/bytes";

/**
 * Bounds of the time and memory that an S3 server can cost. A server that exceeds a limit is "unavailable": the next import
 * tries again.
 */
export interface S3Limits {
  /** Milliseconds to connect. */
  readonly connectMs: number;
  /** Milliseconds after which the terminal shows what the import waits for. */
  readonly slowMs: number;
  /** Milliseconds from the end of a request to the end of the response's header; also the window of `MIN_BYTES_IN_WINDOW`. */
  readonly silenceMs: number;
  /** Milliseconds for the whole body of a response. */
  readonly bodyMs: number;
  /** Milliseconds for a request that changes something, after the command was asked to stop. */
  readonly stopMs: number;
  /** Milliseconds for which a listing may return pages without a key. */
  readonly listingWithoutKeysMs: number;
}

const DEFAULTS: S3Limits = {
  connectMs: 10_000,
  slowMs: 5_000,
  silenceMs: 30_000,
  bodyMs: 60 * 60_000,
  stopMs: 10_000,
  listingWithoutKeysMs: 10 * 60_000,
};

/** Fewer bytes of a body than these in `silenceMs` count as silence; a message of 41 MB would take a month at that speed. */
export const MIN_BYTES_IN_WINDOW = 1024;

/**
 * 1,000 keys of 1,024 bytes (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html), three times as long when
 * they are URL-encoded, six times in XML, with the other members of each entry.
 */
export const MAX_RESPONSE_BYTES = 8 * MIB;
export const MAX_ERROR_BYTES = 64 * 1024;

/**
 * For tests: STANDBY_S3_TIME_SCALE, a number between 0 and 1, shortens every time limit by that factor; other values are ignored.
 */
export function s3Limits(env: NodeJS.ProcessEnv = process.env): S3Limits {
  const scale = Number(env.STANDBY_S3_TIME_SCALE ?? 1);
  if (!(scale > 0 && scale < 1)) return DEFAULTS;
  const scaled = (ms: number) => Math.ceil(ms * scale);
  const { connectMs, slowMs, silenceMs, bodyMs, stopMs, listingWithoutKeysMs } = DEFAULTS;
  return {
    connectMs: scaled(connectMs),
    slowMs: scaled(slowMs),
    silenceMs: scaled(silenceMs),
    bodyMs: scaled(bodyMs),
    stopMs: scaled(stopMs),
    listingWithoutKeysMs: scaled(listingWithoutKeysMs),
  };
}
