import * as z from "zod";

/** A list of which JSON may also give the only member alone, or nothing when it is empty. */
export function oneOrMany<T extends z.ZodType>(member: T) {
  return z
    .unknown()
    .optional()
    .transform(
      (value) => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]) as unknown[],
    )
    .pipe(z.array(member));
}
