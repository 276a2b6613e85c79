import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { undocumented } from "../../../inbound/undocumented";

/** A value of the table as a cell of a Markdown table. */
function cell(value: unknown): string {
  if (typeof value === "string" && value.includes("\r\n")) return "the text in `inbound/undocumented.ts`";
  if (Array.isArray(value)) return value.map(cell).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  if ("code" in value && "text" in value) return `\`${String(value.code)} ${String(value.text)}\``;
  return Object.entries(value)
    .map(([name, member]) => `${name}: ${cell(member)}`)
    .join("; ");
}

test("docs/inbound.md shows the table of undocumented choices as it is", () => {
  const rows = Object.entries(undocumented).map(([name, { value, why }]) => `| ${name} | ${cell(value)} | ${why} |`);
  const table = ["| what | choice | why |", "| --- | --- | --- |", ...rows].join("\n");
  expect(readFileSync(resolve(__dirname, "../../../docs/inbound.md"), "utf8")).toContain(table);
});
