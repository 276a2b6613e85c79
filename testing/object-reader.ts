import { headerFieldsOf, firstValue } from "../inbound/mail-headers";
import { openStore, parseStoreLocation } from "../store/open-store";
import type { InboundOptions, StoredMail } from "./api";
import { credentialsFor, regionOf } from "./aws-environment";
import type { StoredPlace } from "./stored-place";

/** Reads objects from the store of the endpoint. */
export class ObjectReader {
  private readonly location;

  constructor(private readonly options: InboundOptions) {
    this.location = parseStoreLocation(options.store ?? "s3", options.endpointUrl);
  }

  async read({ bucket, key }: StoredPlace): Promise<StoredMail> {
    const credentials = credentialsFor(this.options);
    const store = await openStore(this.location, { name: regionOf(this.options), bucket }, { credentials });
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of (await store.get(key)).body) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      const { fields: headers } = headerFieldsOf(bytes, bytes.length);
      return { bucket, key, bytes, headers, header: (name) => firstValue(headers, name) };
    } finally {
      await store.close();
    }
  }
}
