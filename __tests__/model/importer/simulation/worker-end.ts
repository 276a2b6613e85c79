import { type Disk } from "../../../../importer/machine/disk";
import { NoAnswerError } from "../../../../importer/machine/disk";
import type { MachineChange } from "./simulated-host";

/** When a worker ends, seen from one of its steps: its effect is on the disk or not, and the importer does not learn which. */
export type Moment = "before" | "after";

/** The worker of the mailboxes' owner ends at the step of that number; nothing that is asked of it later is answered. */
export function workerEndsAt(number: number, moment: Moment, trace: () => void = () => undefined): MachineChange {
  let step = 0;
  let ended = false;
  const answer = async (operation: () => unknown): Promise<unknown> => {
    if (ended) throw new NoAnswerError("ended");
    trace();
    const isHere = step++ === number;
    ended ||= isHere;
    if (isHere && moment === "before") throw new NoAnswerError("ended");
    const result = await operation();
    if (isHere) throw new NoAnswerError("ended");
    return isFile(result) ? remote(result) : result;
  };
  /** Each operation, and each on the files that it opens, may be the last. */
  const remote = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (_, name) => {
        const operation = Reflect.get(target, name) as (...args: unknown[]) => unknown;
        if (name === "then" || name === "read") return operation;
        return (...args: unknown[]) => answer(() => operation.apply(target, args));
      },
    });
  return (machine) => {
    const diskOf = async (...args: Parameters<typeof machine.diskOf>): Promise<Disk> =>
      remote(await machine.diskOf(...args));
    return { ...machine, diskOf };
  };
}

function isFile(value: unknown): value is object {
  return typeof value === "object" && value !== null && "close" in value;
}
