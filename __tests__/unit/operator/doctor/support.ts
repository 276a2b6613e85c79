import type { DoctorContext } from "../../../../operator/doctor/context";
import type { Check, Finding, Result } from "../../../../operator/doctor/model";

/** For checks that use no context. */
export const noContext = {} as DoctorContext;

export const good: Finding = { status: "OK", found: "good" };

/** A check of these subjects with this finding, or with the result of the function. */
export function checkWith(id: string, look: Finding | Check["look"] = good, more: Partial<Check> = {}): Check {
  return {
    id,
    title: `${id}?`,
    place: "dns",
    needs: [],
    deadlineMs: 60_000,
    subjects: () => ["example.org"],
    look: typeof look === "function" ? look : () => Promise.resolve(look),
    ...more,
  };
}

export function result(id: string, more: Partial<Result> = {}): Result {
  return { id, place: "dns", subject: "example.org", status: "OK", found: "good", elapsedMs: 1, ...more };
}
