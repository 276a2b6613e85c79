import type { Disk } from "../machine/disk";
import type { Worker, WorkerOwner } from "./worker";

/**
 * Workers that exist at a time, whatever the number of mailboxes: each needs about 7 MB of memory and, because its fsyncs overlap, 70
 * threads. More than 60 workers would exceed the usual TasksMax of a systemd unit.
 */
export const MAX_WORKERS = 32;

/** Starts a worker. `latenessMs`: delays that earlier workers of this owner have caused. */
export type StartWorker = (owner: WorkerOwner, latenessMs: number) => Promise<Worker>;

/** The worker of an owner, which is not ended before `release`. */
export interface Lease {
  readonly disk: Disk;
  /** May be called again, without an effect. */
  release(): void;
}

/** A worker that exists, starts or ends. */
interface Place {
  readonly started: Promise<Worker>;
  /** Leases that are not released. */
  leases: number;
  isEnding: boolean;
}

interface Waiting {
  readonly owner: WorkerOwner;
  readonly proceed: (place: Place) => void;
}

/** What must not be forgotten when a worker ends. */
interface Past {
  readonly latenessMs: number;
  /** The owner gets no other worker in this run. */
  readonly failure: Error | undefined;
}

/**
 * At most `maxWorkers` workers, one for each owner. A worker is started for a lease. Where another owner needs a place, the oldest worker
 * without a lease is ended: it has answered all requests and has no file open, so the owner's next worker can continue. The oldest, and
 * not the one used least recently, because mailboxes come one after the other: the first mailbox is done first, but a mailbox that is
 * staged is idle while earlier mailboxes are committed.
 *
 * A lease of an owner whose worker exists never waits. Any other lease may wait for other tasks, so a task that has a lease must
 * not wait for one of another owner, nor for anything that is held by a task that does.
 */
export class WorkerPool {
  /** Keyed by owner, the oldest first. */
  private readonly places = new Map<string, Place>();
  private readonly past = new Map<string, Past>();
  private waiting: readonly Waiting[] = [];
  private isAssignmentScheduled = false;

  constructor(
    private readonly start: StartWorker,
    private readonly maxWorkers = MAX_WORKERS,
  ) {}

  /** Throws where the worker cannot be started, or where an earlier worker of the owner has failed. */
  async lease(owner: WorkerOwner): Promise<Lease> {
    const place = this.take(owner, this.waiting.length > 0) ?? (await this.wait(owner));
    let isReleased = false;
    const release = () => {
      if (isReleased) return;
      isReleased = true;
      this.release(place);
    };
    try {
      return { disk: (await place.started).disk, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Ends all workers. Leases that are not released are of no use any more. */
  async end(): Promise<void> {
    await Promise.all([...this.places].map(([id, place]) => this.endWorker(id, place)));
  }

  private wait(owner: WorkerOwner): Promise<Place> {
    this.scheduleAssignment();
    return new Promise((proceed) => (this.waiting = [...this.waiting, { owner, proceed }]));
  }

  /** `undefined`: the lease has to wait. */
  private take(owner: WorkerOwner, isAfterOthers: boolean): Place | undefined {
    const id = idOf(owner);
    const existing = this.places.get(id);
    if (existing?.isEnding) return undefined;
    if (!existing && (isAfterOthers || this.places.size >= this.maxWorkers)) return undefined;
    const place = existing ?? this.startWorker(owner);
    place.leases++;
    return place;
  }

  private startWorker(owner: WorkerOwner): Place {
    const id = idOf(owner);
    const { failure, latenessMs } = this.past.get(id) ?? { failure: undefined, latenessMs: 0 };
    const started = failure === undefined ? this.start(owner, latenessMs) : Promise.reject(failure);
    const place = { started, leases: 0, isEnding: false };
    this.places.set(id, place);
    started.catch((error: Error) => {
      this.past.set(id, { failure: error, latenessMs });
      this.remove(id);
    });
    return place;
  }

  private release(place: Place): void {
    place.leases--;
    if (place.leases === 0 && this.waiting.length > 0) this.scheduleAssignment();
  }

  private remove(id: string): void {
    this.places.delete(id);
    this.scheduleAssignment();
  }

  /** At the end of the turn: a task whose operation has ended may begin its next one in this turn, with the same worker. */
  private scheduleAssignment(): void {
    if (this.isAssignmentScheduled) return;
    this.isAssignmentScheduled = true;
    setImmediate(() => {
      this.isAssignmentScheduled = false;
      this.assign();
    });
  }

  /** Gives places to the leases that wait, in their order, and ends idle workers for the others. */
  private assign(): void {
    this.waiting = this.waiting.filter(({ owner, proceed }) => {
      const place = this.take(owner, false);
      if (place) proceed(place);
      return !place;
    });
    const neededPlaces = new Set(this.waiting.map(({ owner }) => idOf(owner))).size;
    const places = [...this.places];
    const comingPlaces = places.filter(([, { isEnding }]) => isEnding).length;
    const idle = places.filter(([, { leases, isEnding }]) => leases === 0 && !isEnding);
    for (const [id, place] of idle.slice(0, Math.max(0, neededPlaces - comingPlaces))) void this.endWorker(id, place);
  }

  private async endWorker(id: string, place: Place): Promise<void> {
    place.isEnding = true;
    const worker = await place.started.catch(() => undefined);
    if (!worker) return; // a failed start has removed its place
    const { failure, latenessMs } = worker;
    this.past.set(id, { failure, latenessMs });
    await worker.end();
    this.remove(id);
  }
}

function idOf({ uid, gid, lock }: WorkerOwner): string {
  return `${uid}:${gid} ${lock}`;
}
