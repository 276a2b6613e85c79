import { systemError } from "../../../../fixtures/system-error";
import { StoreError } from "../../../../store/store-error";
import type { StepRunner } from "./simulated-disk";

/** The fault at one step of a run: the process ends before or after the step, or the step fails. */
export type StepFault = "stop before" | "stop after" | Error;

/** The possible errors of a step, by its name. */
export function errorsOf(step: string): readonly Error[] {
  const store = (kind: "unavailable" | "denied") => new StoreError(kind, `simulated: ${kind}`);
  if (step === "list the bucket") return [store("unavailable")];
  if (step === "get an object") return [store("unavailable"), store("denied")];
  if (step === "delete an object") return [store("unavailable")];
  if (step.startsWith("create") || step.startsWith("write")) return [systemError("ENOSPC", "write", step)];
  if (step.startsWith("rename")) return [systemError("EACCES", "rename", step), systemError("EXDEV", "rename", step)];
  return [systemError("EIO", "fsync", step)];
}

/** Performs all steps of a run, with a fault at this step; reports the steps to `trace`. */
export function faultAt(number: number, fault: StepFault, stop: () => void, trace: (step: string) => void): StepRunner {
  let step = 0;
  let stopped = false;
  /** Never fulfilled, because an ended process does not continue. */
  const end = <T>(): Promise<T> => {
    stopped = true;
    stop();
    return new Promise<T>(() => undefined);
  };
  return <T>(name: string, perform: () => T): Promise<T> => {
    if (stopped) return end<T>();
    trace(name);
    const isHere = step++ === number;
    if (isHere && fault === "stop before") return end<T>();
    if (isHere && fault instanceof Error) return Promise.reject(fault);
    let result: T;
    try {
      result = perform();
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
    return isHere && fault === "stop after" ? end<T>() : Promise.resolve(result);
  };
}
