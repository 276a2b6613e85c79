import { z } from "zod";
import type { Entry } from "../machine/disk";

// The user could have taken the worker over, as a process of theirs: what it says is checked, as far as this process relies on it.

export const answer = z.tuple([z.number(), z.boolean()]).rest(z.unknown());

export const nothing = z.unknown().transform(() => undefined);
export const text = z.string();
export const number = z.number();
export const names: z.ZodType<readonly string[]> = z.array(z.string());
export const entry: z.ZodType<Entry | undefined> = z
  .object({
    kind: z.enum(["file", "directory", "link", "other"]),
    size: number,
    uid: number,
    gid: number,
    mode: number,
    device: number,
  })
  .optional();

const failure = z.object({ message: z.string(), code: z.string().optional(), syscall: z.string().optional() });

/** The error that a worker reports; it may end on a terminal. */
export function toError(value: unknown): Error {
  const { message, code, syscall } = failure.parse(value);
  const printable = message.slice(0, 500).replace(/[^\P{C}]/gu, "?");
  return Object.assign(new Error(printable), code !== undefined && { code }, syscall !== undefined && { syscall });
}
