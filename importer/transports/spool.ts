import { dirname } from "node:path";
import { explainDiskError } from "../machine/disk-error";
import type { Machine } from "../machine/machine";
import { removeIfThere } from "../machine/write-durably";
import { toLf } from "../message/crlf-to-lf";
import type { OpenMessage } from "../message/open-message";

/** A message that is completely on disk, with lines that end in LF. */
export interface SpoolFile {
  readonly path: string;
}

/**
 * Messages for transports: each is written completely and checked before a transport gets a byte of it. Nothing here has to
 * survive a crash, because the store still has the messages.
 */
export class TransportSpool {
  private created: Promise<void> | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly directory: string,
  ) {}

  /** Removes the files that an earlier run has left. */
  async clear(): Promise<void> {
    const { disk } = this.machine;
    if (!(await disk.inspect(this.directory))) return;
    for (const name of await this.explainErrors(disk.entries(this.directory))) {
      const path = `${this.directory}/${name}`;
      // A directory stays, such as the lost+found of a file system that is mounted here.
      if ((await disk.inspect(path))?.kind !== "directory") await this.explainErrors(disk.remove(path));
    }
  }

  /**
   * Writes a message, with the headers `prologue` above it. Throws errors of reading the message and of the disk; no
   * file is left after an error.
   */
  async write({ bytes }: OpenMessage, prologue: Buffer): Promise<SpoolFile> {
    const { disk } = this.machine;
    await (this.created ??= this.make());
    const message = { path: `${this.directory}/${this.machine.random()}` };
    const file = await this.explainErrors(disk.create(message.path));
    try {
      if (prologue.length > 0) await this.explainErrors(file.write(prologue));
      for await (const some of toLf(bytes)) await this.explainErrors(file.write(some));
    } catch (error) {
      await this.remove(message);
      throw error;
    } finally {
      await file.close();
    }
    return message;
  }

  /** A file that cannot be removed does no harm: the next run removes it. */
  async remove({ path }: SpoolFile): Promise<void> {
    await removeIfThere(this.machine.disk, path).catch(() => undefined);
  }

  /** Explains an error of the disk; an error of the store passes `write` as it is. */
  private explainErrors<T>(step: Promise<T>, directory = this.directory): Promise<T> {
    return step.catch((error: unknown) => {
      throw explainDiskError(error, directory);
    });
  }

  private async make(): Promise<void> {
    const { disk } = this.machine;
    if (!(await disk.inspect(this.directory)))
      await this.explainErrors(disk.makeDirectory(this.directory), dirname(this.directory));
  }
}
