import type { ObjectSummary, Store } from "../../store/store";
import { checkListed, download } from "./download";
import type { KeyUnwrapper } from "./kms-envelope";
import { decrypt, readEnvelope } from "./kms-envelope";
import { readHead } from "./read-head";
import { readSesBlock, type SesBlock } from "./ses-block";

/** Where messages come from, and who gives the keys of those that SES encrypted. */
export interface MessageSource {
  readonly store: Store;
  readonly unwrapKey: KeyUnwrapper;
}

/** A message of the store, open to be read once. */
export interface OpenMessage {
  /** `undefined`: there is no block of SES above the message, and nothing in it counts. */
  readonly sesBlock: SesBlock | undefined;
  /**
   * The whole message with SES's block as it is stored, decrypted; to be read once. Only its end shows that these were the
   * right bytes: nobody may see any of them before. Throws `StoreError`, `DamagedDownload` or `EnvelopeError`.
   */
  readonly bytes: AsyncIterable<Buffer>;
  /** Ends the download, also one that was not read to its end. */
  close(): void;
}

/**
 * Opens a message for delivery, and reads what SES says of it.
 *
 * Throws `StoreError` where the store or KMS does not answer or refuses, `DamagedDownload` where not the listed object came, and
 * `EnvelopeError` where it cannot be decrypted.
 */
export async function openMessage({ store, unwrapKey }: MessageSource, listed: ObjectSummary): Promise<OpenMessage> {
  const object = await store.get(listed.key);
  try {
    checkListed(object, listed);
    const envelope = readEnvelope(object.metadata);
    const stored = download(object);
    const plain = envelope ? decrypt(stored, envelope, await unwrapKey(envelope)) : stored;
    const { found, bytes } = await readHead(plain, readSesBlock);
    return { sesBlock: found, bytes, close: () => void object.body.destroy() };
  } catch (error) {
    object.body.destroy();
    throw error;
  }
}
