import Table from "cli-table3";
import type { Colors } from "picocolors/types";

/** A table with a line under its head and no other lines. */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[], colors: Colors): string {
  const table = new Table({
    head: head.map((name) => colors.bold(name)),
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
    chars: {
      ...{ top: "", "top-mid": "", "top-left": "", "top-right": "" },
      ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" },
      ...{ left: "", "left-mid": "", right: "", "right-mid": "" },
      ...{ mid: "─", "mid-mid": "──", middle: "  " },
    },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
