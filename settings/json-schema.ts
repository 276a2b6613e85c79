import * as z from "zod";
import { fileSchema } from "./file-schema";

/** The JSON Schema with which editors complete and check a settings file; `standby-mx check` finds more errors. */
export function settingsJsonSchema(): string {
  const schema = z.toJSONSchema(fileSchema, { io: "input", target: "draft-07" });
  return `${JSON.stringify({ ...schema, title: "Settings of standby-mx" }, undefined, 2)}\n`;
}
