import type { Machine } from "../machine/machine";
import { removeIfThere } from "../machine/write-durably";
import { toLf } from "../message/crlf-to-lf";
import type { OpenMessage } from "../message/open-message";
import type { SpooledMessage } from "./transport";

/**
 * Messages on their way to a receiver: each is written down completely and checked before anybody sees a byte of it. Nothing
 * here need survive a crash, the store still has it all.
 */
export class Spool {
  private made: Promise<void> | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly directory: string,
  ) {}

  /** Removes what an earlier run has left. */
  async clear(): Promise<void> {
    const { disk } = this.machine;
    if (!(await disk.inspect(this.directory))) return;
    for (const name of await disk.entries(this.directory)) await disk.remove(`${this.directory}/${name}`);
  }

  /** Throws what reading the message throws, or the disk's error; then nothing is left here. `head`: what comes above it. */
  async write({ bytes }: OpenMessage, head: Buffer): Promise<SpooledMessage> {
    const { disk } = this.machine;
    await (this.made ??= this.make());
    const message = { path: `${this.directory}/${this.machine.random()}` };
    const file = await disk.create(message.path);
    try {
      if (head.length > 0) await file.write(head);
      for await (const some of toLf(bytes)) await file.write(some);
    } catch (error) {
      await this.remove(message);
      throw error;
    } finally {
      await file.close();
    }
    return message;
  }

  /** One that stays does no harm: the next run removes it. */
  async remove({ path }: SpooledMessage): Promise<void> {
    await removeIfThere(this.machine.disk, path).catch(() => undefined);
  }

  private async make(): Promise<void> {
    const { disk } = this.machine;
    if (!(await disk.inspect(this.directory))) await disk.makeDirectory(this.directory);
  }
}
