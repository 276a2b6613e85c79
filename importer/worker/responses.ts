import * as z from "zod";
import type { DiskEntry } from "../machine/disk";
import { decodeNames, MAX_LISTING_BYTES } from "./listing";
import { MAX_PORTION_BYTES } from "./protocol";
import { printable } from "../../lib/text";

const MAX_ERROR_CHARACTERS = 500;

// A worker is a process of its user, who could have taken control of it: this process checks each response before it uses it.

export const readResponse = z.tuple([z.number(), z.boolean()]).rest(z.unknown());

/** An expected response. `read` throws where the response is different. */
export interface ExpectedResponse<T> {
  readonly maxBodyBytes: number;
  read(value: unknown, body: Buffer): T;
}

function inHead<T>(schema: z.ZodType<T>): ExpectedResponse<T> {
  return { maxBodyBytes: 0, read: (value) => schema.parse(value) };
}

export const readNothing = inHead(z.unknown().transform(() => undefined));
export const readText = inHead(z.string());
export const readNumber = inHead(z.number());
export const readPortion: ExpectedResponse<Buffer> = { maxBodyBytes: MAX_PORTION_BYTES, read: (_, body) => body };
export const readNames: ExpectedResponse<readonly string[]> = {
  maxBodyBytes: MAX_LISTING_BYTES,
  read: (_, body) => decodeNames(body),
};

const entrySchema: z.ZodType<DiskEntry | undefined> = z
  .object({
    kind: z.enum(["file", "directory", "link", "other"]),
    ...{ size: z.number(), uid: z.number(), gid: z.number(), mode: z.number(), device: z.number(), inode: z.number() },
  })
  .optional();
export const readEntry = inHead(entrySchema);

const failure = z.object({ message: z.string(), code: z.string().optional(), syscall: z.string().optional() });

/** The error that a worker reports; its text may be printed on a terminal. */
export function toError(value: unknown): Error {
  const { message, code, syscall } = failure.parse(value);
  return Object.assign(
    new Error(printable(message.slice(0, MAX_ERROR_CHARACTERS))),
    code !== undefined && { code },
    syscall !== undefined && { syscall },
  );
}
