import type { Disk } from "../machine/disk";
import type { Ids } from "../machine/machine";
import { startWorker, type Worker } from "./worker";

/** One worker for each owner of Maildirs, started for the owner's first message. */
export class Workers {
  private readonly workers = new Map<string, Promise<Worker>>();

  constructor(
    private readonly program: () => string,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async diskOf(owner: Ids, lock: string): Promise<Disk> {
    const id = `${owner.uid}:${owner.gid} ${lock}`;
    let worker = this.workers.get(id);
    if (!worker) this.workers.set(id, (worker = this.start(owner, lock)));
    return (await worker).disk;
  }

  async end(): Promise<void> {
    const workers = [...this.workers.values()];
    this.workers.clear();
    for (const started of await Promise.allSettled(workers)) {
      if (started.status === "fulfilled") await started.value.end();
    }
  }

  private async start(owner: Ids, lock: string): Promise<Worker> {
    return startWorker(owner, lock, this.program(), this.signal);
  }
}
