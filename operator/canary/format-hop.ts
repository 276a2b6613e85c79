import pc from "picocolors";
import { printable } from "../../lib/text";
import type { Status } from "../doctor/model";
import type { Hop } from "./model";

const LABELS: Readonly<Record<Status, string>> = { OK: "ok", NOTE: "note", WARN: "WARN", FAIL: "FAIL", UNKNOWN: "?" };
const LABEL_WIDTH = 6;
const HOP_WIDTH = 18;
const TIME_WIDTH = 9;

/** A line for a hop, and below it what to do where the hop is not good. */
export function formatHop({ hop, status, found, expected, why, advice, fix, elapsedMs }: Hop, colour: boolean): string {
  const colours = pc.createColors(colour);
  const paint = {
    OK: colours.green,
    NOTE: colours.blue,
    WARN: colours.yellow,
    FAIL: colours.red,
    UNKNOWN: colours.magenta,
  };
  const time = `${(elapsedMs / 1_000).toFixed(1)} s`.padStart(TIME_WIDTH);
  const line = `${time}  ${paint[status](LABELS[status].padEnd(LABEL_WIDTH))}${hop.padEnd(HOP_WIDTH)}${printable(found)}`;
  const field = (name: string, text: string | undefined) =>
    text === undefined
      ? []
      : text.split("\n").map((part, at) => `${INDENT}${(at === 0 ? name : "").padEnd(10)}${printable(part)}`);
  const more = status === "OK" ? [] : [...field("expected", expected), ...field("why", why), ...field("fix", advice)];
  const command = status === "OK" ? [] : field(advice === undefined ? "fix" : "", fix);
  return [line, ...more, ...command].map((text) => `${text.trimEnd()}\n`).join("");
}

const INDENT = " ".repeat(TIME_WIDTH + 2 + LABEL_WIDTH);
