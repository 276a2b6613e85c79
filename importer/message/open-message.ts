import type { ObjectSummary, Store } from "../../store/store";
import { checkListed, download } from "./download";
import type { KeyUnwrapper } from "./kms-envelope";
import { decrypt, readKmsEnvelope } from "./kms-envelope";
import { readHead } from "./read-head";
import type { RemovedObjects } from "./removed-objects";
import { readSesBlock } from "./ses-block";
import type { SesBlock } from "./model";

/** A bucket, with access to the keys of the messages that SES encrypted. */
export interface MessageSource {
  readonly store: Store;
  readonly bucket: string;
  readonly unwrapKey: KeyUnwrapper;
  readonly removedObjects: RemovedObjects;
}

/** A message of the store, open to be read once. */
export interface OpenMessage {
  /** `undefined`: the message does not begin with SES's block, so no header of it is trusted. */
  readonly sesBlock: SesBlock | undefined;
  /**
   * The whole stored message with SES's block, decrypted; to be read once. Only the end shows whether the bytes are
   * right, so no reader of the mailbox may see any byte before. Throws `StoreError`, `DamagedDownloadError` or
   * `KmsEnvelopeError`.
   */
  readonly bytes: AsyncIterable<Buffer>;
  /** Ends the download. */
  close(): void;
}

/**
 * Opens a message for delivery, and reads SES's block.
 *
 * Throws `StoreError` where the store or KMS does not answer or refuses, `DamagedDownloadError` where the object is not the listed
 * object, and `KmsEnvelopeError` where the object cannot be decrypted.
 */
export async function openMessage(
  { store, unwrapKey }: Pick<MessageSource, "store" | "unwrapKey">,
  listed: ObjectSummary,
): Promise<OpenMessage> {
  const object = await store.get(listed.key);
  try {
    checkListed(object, listed);
    const envelope = readKmsEnvelope(object.metadata);
    const storedBytes = download(object);
    const plain = envelope ? decrypt(storedBytes, envelope, await unwrapKey(envelope)) : storedBytes;
    const { found, bytes } = await readHead(plain, readSesBlock);
    return { sesBlock: found, bytes, close: () => void object.body.destroy() };
  } catch (error) {
    object.body.destroy();
    throw error;
  }
}
