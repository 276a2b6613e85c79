import type { ObjectSummary, Store } from "../../store/store";
import { StoreError } from "../../store/store-error";

/** Tells the objects of one store that were removed since they were listed from the objects that the store refuses. */
export class RemovedObjects {
  /**
   * Whether the store has refused an object that it lists. It then refuses others, too, and a request for each of many refused objects
   * would cost the operator money.
   */
  private refusesListed = false;

  constructor(private readonly store: Store) {}

  /** Throws what an error of a download of the object means, if it means something else. */
  async check(error: unknown, { key }: ObjectSummary): Promise<void> {
    if (!(error instanceof StoreError)) return;
    if (error.kind === "missing") await this.checkRemoved(key);
    if (error.kind === "denied") await this.checkDenied(key);
  }

  /**
   * An object may have been removed since it was listed. But if the store still lists it, the store contradicts itself: a run that
   * believed that the object is missing would end as if there were no mail.
   */
  private async checkRemoved(key: string): Promise<void> {
    if (!(await this.isListed(key))) return;
    throw new StoreError("unavailable", `${this.store.name} lists ${key}, but says that there is no such object`);
  }

  /**
   * To a key that may not list the whole bucket, such as that of one host among several, S3 says of a missing object that access is denied
   * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html). Throws `StoreError` "missing" where the object has been
   * removed since it was listed: then nobody has to act.
   */
  private async checkDenied(key: string): Promise<void> {
    if (this.refusesListed) return;
    if (!(await this.isListed(key))) {
      throw new StoreError("missing", `${this.store.name} does not list ${key} any more`);
    }
    this.refusesListed = true;
  }

  private async isListed(key: string): Promise<boolean> {
    for await (const [first] of this.store.list(key, () => undefined)) return first?.key === key;
    return false;
  }
}
