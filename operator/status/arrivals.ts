import { SETUP_OBJECT_NAME } from "../../lib/ses-setup-object";
import { MINUTE_MS } from "../../lib/time";
import type { ObjectSummary, Store } from "../../store/store";
import type { Arrivals } from "./run-state";

/** Two runs with a longer time between them do not show that the machine was up in between. */
const MAX_GAP_MS = 15 * MINUTE_MS;

/**
 * Counts the mail that has arrived since a run last listed all mail. It cannot be found out afterwards whether the mail
 * server was up, but whether this machine was up: the earlier run reached S3 shortly before, and the operating system
 * has not been restarted since.
 */
export class ArrivalCounter {
  private total = 0;
  private last = 0;
  private readonly since: number;
  private readonly wasUp: boolean;

  constructor(
    before: Arrivals | undefined,
    private readonly startedAt: number,
    private readonly bootId: string,
    private readonly isOwn: (object: ObjectSummary) => boolean = () => true,
  ) {
    this.since = before === undefined ? 0 : Date.parse(before.until);
    const isSameStart = bootId !== "" && before?.bootId === bootId;
    this.wasUp = isSameStart && startedAt - this.since <= MAX_GAP_MS;
  }

  /** Wraps a store, and counts the objects that it lists. */
  watch(store: Store): Store {
    const count = (object: ObjectSummary) => this.count(object);
    const list: Store["list"] = async function* (prefix, unreadable) {
      // Any other listing looks for a single key, which a listing has shown before.
      const isListing = prefix === "" || prefix.endsWith("/");
      for await (const page of store.list(prefix, unreadable)) {
        if (isListing) for (const object of page) count(object);
        yield page;
      }
    };
    return {
      name: store.name,
      list,
      put: (...request) => store.put(...request),
      get: (key) => store.get(key),
      deleteMany: (requests) => store.deleteMany(requests),
      close: () => store.close(),
    };
  }

  private count(object: ObjectSummary): void {
    const { key } = object;
    const stored = object.lastModified.getTime();
    if (stored <= this.since || key.endsWith(SETUP_OBJECT_NAME) || key.endsWith("/") || !this.isOwn(object)) return;
    this.total++;
    this.last = Math.max(this.last, stored);
  }

  /** Messages that this run has listed for the first time. */
  get arrived(): number {
    return this.total;
  }

  /** The number of these messages that arrived while this machine was up. */
  get whileUp(): number {
    return this.wasUp ? this.total : 0;
  }

  /** Adds this run's counts to those of earlier runs. Call it only if this run has listed all mail. */
  addTo(before: Arrivals | undefined): Arrivals {
    const { total = 0, whileUp = 0, lastAt, lastWhileUpAt } = before ?? {};
    const last = this.total > 0 ? new Date(this.last).toISOString() : undefined;
    return {
      until: new Date(this.startedAt).toISOString(),
      bootId: this.bootId,
      total: total + this.total,
      lastAt: last ?? lastAt,
      whileUp: whileUp + this.whileUp,
      lastWhileUpAt: this.wasUp ? (last ?? lastWhileUpAt) : lastWhileUpAt,
    };
  }
}
