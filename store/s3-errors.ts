import { StoreError, type StoreErrorKind } from "./store-error";
import { codeOf, messageOf } from "../lib/errors";
import { lookupTable } from "../lib/lookup-table";

interface Meaning {
  readonly kind: StoreErrorKind;
  readonly advice: string;
}

const CREDENTIALS: Meaning = { kind: "unavailable", advice: "check the AWS credentials of this command" };
const PERMISSION: Meaning = {
  kind: "denied",
  advice: "check the IAM policy of this command's AWS user, and the bucket policy",
};
const CONDITION: Meaning = {
  kind: "denied",
  advice: "this server does not support the request; conditional deletion (If-Match) is needed",
};
const CLOCK: Meaning = { kind: "unavailable", advice: "set this machine's clock" };
const CERTIFICATE: Meaning = {
  kind: "unavailable",
  advice: "set this machine's clock; if it is right, the certificate of the server must be replaced",
};
const REGION: Meaning = { kind: "no-bucket", advice: "the bucket is in another region than the settings say" };
const BUCKET: Meaning = { kind: "no-bucket", advice: "deploy the bucket, or correct its name in the settings" };

/**
 * Keyed by the error codes of S3 (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), the common codes
 * of other services (https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html), the names of the SDK's own errors, and Node's codes.
 */
const MEANINGS = lookupTable<Meaning>({
  NoSuchKey: { kind: "missing", advice: "" },
  NotFound: { kind: "missing", advice: "" },
  PreconditionFailed: { kind: "changed", advice: "" },
  NoSuchBucket: BUCKET,
  InvalidBucketName: BUCKET,
  PermanentRedirect: REGION,
  TemporaryRedirect: REGION,
  AuthorizationHeaderMalformed: REGION,
  IllegalLocationConstraintException: REGION,
  KeyTooLongError: { kind: "invalid-key", advice: "" },
  RequestTimeTooSkewed: CLOCK,
  CERT_NOT_YET_VALID: CERTIFICATE,
  CERT_HAS_EXPIRED: CERTIFICATE,
  AccessDenied: PERMISSION,
  Forbidden: PERMISSION,
  AllAccessDisabled: PERMISSION,
  AccountProblem: PERMISSION,
  NotSignedUp: PERMISSION,
  NotImplemented: CONDITION,
  MethodNotAllowed: CONDITION,
  MalformedXML: CONDITION,
  CredentialsProviderError: CREDENTIALS,
  TokenProviderError: CREDENTIALS,
  ExpiredToken: CREDENTIALS,
  ExpiredTokenException: CREDENTIALS,
  InvalidToken: CREDENTIALS,
  TokenRefreshRequired: CREDENTIALS,
  InvalidAccessKeyId: CREDENTIALS,
  UnrecognizedClientException: CREDENTIALS,
  InvalidClientTokenId: CREDENTIALS,
  SignatureDoesNotMatch: CREDENTIALS,
});

/** Turns an error of the SDK or of a body stream into a `StoreError` with the message "cannot `action`: …". */
export function s3Error(error: unknown, action: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = s3CodeOf(error);
  const { kind, advice } = MEANINGS[code] ?? meaningOfStatus(statusOf(error));
  const message = messageOf(error);
  const reason = message === "" || message === code ? code : `${code}: ${message}`;
  return new StoreError(kind, `cannot ${action}: ${reason}${advice && `; ${advice}`}`, { cause: error });
}

/** Whether AWS does not accept the access key: another key may have replaced it in the meantime. */
export function isKeyRefusal(error: unknown): boolean {
  return MEANINGS[s3CodeOf(error)] === CREDENTIALS;
}

/** Why S3 permanently refuses a request for a single object; `undefined`: the error is temporary. */
export function objectRefusal(code: string): string | undefined {
  const { kind, advice } = MEANINGS[code] ?? {};
  return kind === "denied" ? advice : undefined;
}

function meaningOfStatus(status: number | undefined): Meaning {
  if (status === 401 || status === 403) return PERMISSION;
  if (status === 405 || status === 501) return CONDITION;
  if (status === 412) return { kind: "changed", advice: "" };
  if (status === 301 || status === 307) return REGION;
  return { kind: "unavailable", advice: "" };
}

function s3CodeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("name" in error)) return "error";
  return error.name === "Error" && codeOf(error) !== "" ? codeOf(error) : String(error.name);
}

function statusOf(error: unknown): number | undefined {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}
