import * as z from "zod";

/** A list in JSON where a single member may stand alone, and an empty list may be missing. */
export function oneOrMany<T extends z.ZodType>(member: T) {
  return z
    .unknown()
    .optional()
    .transform(
      (value) => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]) as unknown[],
    )
    .pipe(z.array(member));
}
