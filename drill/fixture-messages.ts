import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { largeMessage } from "./large-message";
import type { DrillMessage } from "./messages";
import { ROLES } from "./roles";
import { toWireForm } from "./sender/wire-format";

const envelope = z
  .object({ title: z.string(), from: z.string(), to: z.array(z.enum(ROLES)).min(1) })
  .and(z.union([z.object({ file: z.string() }), z.object({ generate: z.literal("large") })]));

/** The messages of fixtures/messages, as its envelopes.yaml lists them. */
export async function fixtureMessages(directory: string): Promise<DrillMessage[]> {
  const entries = z.array(envelope).parse(parse(await readFile(join(directory, "envelopes.yaml"), "utf8")));
  return entries.map((entry) => ({
    name: "file" in entry ? entry.file : entry.generate,
    title: entry.title,
    sender: entry.from,
    to: entry.to,
    read: "file" in entry ? async () => toWireForm(await readFile(join(directory, entry.file))) : largeMessage,
  }));
}
