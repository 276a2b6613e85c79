import pc from "picocolors";
import { printable } from "../../lib/text";
import { hanging } from "../../lib/wrap";
import type { Status } from "../doctor/model";
import type { Hop } from "./model";

const LABELS: Readonly<Record<Status, string>> = { OK: "ok", NOTE: "note", WARN: "WARN", FAIL: "FAIL", UNKNOWN: "?" };
const LABEL_WIDTH = 6;
const HOP_WIDTH = 18;
const TIME_WIDTH = 9;
const NAME_WIDTH = 10;

interface HopStyle {
  readonly colour: boolean;
  /** Characters of a line. */
  readonly width: number;
}

/** A line for a hop; if the hop is not good, the advice is below the line. */
export function formatHop(
  { hop, status, found, expected, why, advice, fix, elapsedMs }: Hop,
  { colour, width }: HopStyle,
): string {
  const colours = pc.createColors(colour);
  const paint = {
    OK: colours.green,
    NOTE: colours.blue,
    WARN: colours.yellow,
    FAIL: colours.red,
    UNKNOWN: colours.magenta,
  };
  const time = `${(elapsedMs / 1_000).toFixed(1)} s`.padStart(TIME_WIDTH);
  const [first = "", ...rest] = wrapped(found, HOP_WIDTH, width);
  const line = `${time}  ${paint[status](LABELS[status].padEnd(LABEL_WIDTH))}${hop.padEnd(HOP_WIDTH)}${first}`;
  const below = rest.map((part) => `${INDENT}${" ".repeat(HOP_WIDTH)}${part}`);
  const lines = (name: string, parts: readonly string[]) =>
    parts.map((part, at) => `${INDENT}${(at === 0 ? name : "").padEnd(NAME_WIDTH)}${part}`);
  const field = (name: string, text: string | undefined) =>
    text === undefined ? [] : lines(name, wrapped(text, NAME_WIDTH, width));
  const more = status === "OK" ? [] : [...field("expected", expected), ...field("why", why), ...field("fix", advice)];
  // The line is not broken, so that a command can be copied.
  const command =
    status === "OK" || fix === undefined
      ? []
      : lines(advice === undefined ? "fix" : "", fix.split("\n").map(printable));
  return [line, ...below, ...more, ...command].map((text) => `${text.trimEnd()}\n`).join("");
}

function wrapped(text: string, column: number, width: number): readonly string[] {
  return hanging(printable(text), width - INDENT.length - column);
}

const INDENT = " ".repeat(TIME_WIDTH + 2 + LABEL_WIDTH);
