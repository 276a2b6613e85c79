import * as z from "zod";
import { fileSchema } from "./file-schema";

/** What an editor needs to complete and check a settings file; `standby-mx check` knows more than it can say. */
export function settingsJsonSchema(): string {
  const schema = z.toJSONSchema(fileSchema, { io: "input", target: "draft-07" });
  return `${JSON.stringify({ ...schema, title: "Settings of standby-mx" }, undefined, 2)}\n`;
}
