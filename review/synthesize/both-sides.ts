import { ReviewError } from "../model/errors";

/** Waits for both sides, so that each side removes its files even if the other fails; the error has the messages of both. */
export async function bothSides<T>(base: Promise<T>, head: Promise<T>): Promise<[T, T]> {
  const sides = await Promise.allSettled([base, head]);
  const reasons = sides.flatMap((side): unknown[] => (side.status === "rejected" ? [side.reason] : []));
  const errors = reasons.filter((reason) => reason instanceof ReviewError);
  if (errors.length < reasons.length) throw reasons.find((reason) => !(reason instanceof ReviewError));
  if (errors.length > 0) throw new ReviewError(errors.map(({ message }) => message).join("\n"));
  return [await base, await head];
}
