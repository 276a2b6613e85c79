import * as z from "zod";

/** A list in JSON that may be written as a single member, and that may be missing if it is empty. */
export function oneOrMany<T extends z.ZodType>(member: T) {
  return z
    .unknown()
    .optional()
    .transform(
      (value) => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]) as unknown[],
    )
    .pipe(z.array(member));
}
