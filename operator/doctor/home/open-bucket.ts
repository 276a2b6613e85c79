import type { Region } from "../../../settings/model";
import { openStore } from "../../../store/open-store";
import type { Store } from "../../../store/store";
import type { DoctorContext } from "../context";

/** The bucket as the importer opens it, with the credentials of this environment. */
export function openBucket(region: Region, { settings, aws }: DoctorContext, signal: AbortSignal): Promise<Store> {
  const { bucketOwner } = settings.importer;
  return openStore({ kind: "s3", endpoint: aws.endpoint }, region, { signal, bucketOwner });
}
