import { type Disk } from "../../../../importer/machine/disk";
import { NoAnswerError } from "../../../../importer/machine/disk";
import type { MachineChange } from "./simulated-host";

/** When a worker ends: before or after the effect of a step. The importer cannot tell which. */
export type Moment = "before" | "after";

/** Ends the worker at this step; later requests get no answer. */
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
  /** Counts each operation, also on opened files, as a step. */
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
