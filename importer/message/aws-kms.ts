import { quietSdk } from "../../lib/quiet-sdk";
import { credentials } from "../../store/credentials";
import { sdkConnections } from "../../store/sdk-connections";
import { StoreError } from "../../store/store-error";
import type { KeyUnwrapper } from "./kms-envelope";
import type { KmsEnvelope } from "./kms-envelope";
import { KmsEnvelopeError } from "./kms-envelope";
import { lookupTable } from "../../lib/lookup-table";

/** KMS's permanent refusals (https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html). */
const REFUSAL_REASONS = lookupTable<string>({
  InvalidCiphertextException:
    "the wrapped key or its encryption context (x-amz-matdesc) was changed, or belongs to another account",
  IncorrectKeyException: "the data key was encrypted with another key",
  AccessDeniedException:
    "the importer may not use the key; allow kms:Decrypt in the importer's policy and in the key's policy",
  NotFoundException: "the key does not exist in this region",
  DisabledException: "the key is disabled; enable it in KMS",
  KMSInvalidStateException: "the key is pending deletion or not usable; cancel its deletion in KMS",
  InvalidKeyUsageException: "the key is not for encryption",
});

/**
 * Unwraps data keys with AWS KMS. The AWS client is loaded with the first encrypted message only. If KMS does not answer,
 * throws `StoreError` "unavailable", as if the store did not answer.
 */
export function awsKeyUnwrapper(region: string, signal?: AbortSignal): KeyUnwrapper {
  const client = lazily(async () => {
    quietSdk();
    const { KMSClient, DecryptCommand } = await import("@aws-sdk/client-kms");
    const requestHandler = await sdkConnections("kms", region);
    return { client: new KMSClient({ region, requestHandler, credentials: credentials() }), DecryptCommand };
  });
  return async ({ wrappedKey, context }: KmsEnvelope) => {
    const { client: kms, DecryptCommand } = await client();
    try {
      const request = new DecryptCommand({ CiphertextBlob: wrappedKey, EncryptionContext: context });
      return Buffer.from((await kms.send(request, { abortSignal: signal })).Plaintext ?? []);
    } catch (error) {
      const refused = error instanceof Error ? REFUSAL_REASONS[error.name] : undefined;
      const key = `key ${context.kms_cmk_id ?? "that its metadata does not name"}, ${region}`;
      if (refused !== undefined) {
        throw new KmsEnvelopeError(`KMS does not give its data key (${key}): ${refused}`, { cause: error });
      }
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      throw new StoreError("unavailable", `cannot ask KMS for a data key (${key}): ${reason}`, { cause: error });
    }
  };
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
