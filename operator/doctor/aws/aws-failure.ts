import type { Finding } from "../model";

const NO_CREDENTIALS = /^(CredentialsProviderError|TokenProviderError|CredentialsError)$/;
const BAD_CREDENTIALS =
  /^(InvalidClientTokenId|ExpiredToken|ExpiredTokenException|SignatureDoesNotMatch|InvalidAccessKeyId|UnrecognizedClientException|InvalidToken)$/;
const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden|403)$/;

/**
 * The finding UNKNOWN for a failed request to AWS, which never means that something is wrong with the standby. `undefined`: the error
 * has another cause.
 */
export function awsFailure(error: unknown): Finding | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  const base = { status: "UNKNOWN", expected: "an answer from AWS", why: "could not look" } as const;
  const elsewhere = {
    advice: "on the machine with the credentials of your AWS account, run:",
    fix: "standby-mx doctor --only aws",
  };
  if (NO_CREDENTIALS.test(name)) return { ...base, found: "no AWS credentials here", ...elsewhere };
  if (BAD_CREDENTIALS.test(name))
    return { ...base, found: `AWS refuses these credentials (${name})`, advice: "log in again" };
  if (DENIED.test(name)) return { ...base, found: `these credentials may not ask: ${message}`, ...elsewhere };
  const { code, $metadata, $fault } = error as { code?: unknown; $metadata?: unknown; $fault?: unknown };
  if (typeof code === "string" || $metadata !== undefined || $fault !== undefined || name === "TimeoutError") {
    return {
      ...base,
      found: `AWS did not answer: ${name === "Error" ? String(code) : name}: ${message}`,
      advice: "try again",
    };
  }
  return undefined;
}
