import { groupBy } from "../../../lib/group-by";
import pc from "picocolors";
import { printable } from "../../../lib/text";
import { hanging } from "../../../lib/wrap";
import type { Remembered } from "../changes";
import type { Place, Result, Status } from "../model";
import { countResults } from "../overall-status";

export interface TextOptions {
  readonly colour: boolean;
  /** Characters of a line. */
  readonly width: number;
}

const HEADINGS: Readonly<Record<Place, string>> = {
  dns: "Would senders reach the standby?",
  aws: "Would the standby accept the mail?",
  home: "Would the importer deliver the mail?",
};

const LABELS: Readonly<Record<Status, string>> = { OK: "ok", NOTE: "note", WARN: "WARN", FAIL: "FAIL", UNKNOWN: "?" };
const LABEL_CHARACTERS = 6;
const FIELD_CHARACTERS = 9;

/** All results for a person: a line for each good result, a paragraph for each other result. */
export function formatResults(results: readonly Result[], elapsedMs: number, options: TextOptions): string {
  const writer = new Writer(options);
  const shown = results.filter(({ muted }) => muted === undefined);
  for (const [place, heading] of Object.entries(HEADINGS)) {
    const own = shown.filter((result) => result.place === place);
    if (own.length > 0) writer.section(heading, own);
  }
  writer.line(summaryOf(results, elapsedMs));
  return writer.text;
}

/** The differences from the last run; empty if there are none. */
export function formatChanges(news: readonly Result[], gone: readonly Remembered[], options: TextOptions): string {
  const writer = new Writer(options);
  for (const result of news) writer.paragraph(result);
  for (const { id, subject, status, found } of gone) {
    writer.entry("OK", `${id}  ${subject}`);
    writer.field("before", `${LABELS[status]}${found && `: ${found}`}`);
  }
  return writer.text;
}

function summaryOf(results: readonly Result[], elapsedMs: number): string {
  const { OK, NOTE, WARN, FAIL, UNKNOWN, muted } = countResults(results);
  const parts = [
    `${OK} ok`,
    NOTE > 0 && `${NOTE} ${NOTE === 1 ? "note" : "notes"}`,
    `${WARN} ${WARN === 1 ? "warning" : "warnings"}`,
    `${FAIL} failed`,
    `${UNKNOWN} unknown`,
    muted > 0 && `${muted} muted`,
  ].filter(Boolean);
  return `${results.length} results: ${parts.join(", ")}; ${(elapsedMs / 1_000).toFixed(1)} s`;
}

class Writer {
  private readonly lines: string[] = [];
  private readonly colours: ReturnType<typeof pc.createColors>;

  constructor(private readonly options: TextOptions) {
    this.colours = pc.createColors(options.colour);
  }

  get text(): string {
    return this.lines.map((line) => `${line}\n`).join("");
  }

  line(text: string): void {
    this.lines.push(text);
  }

  section(heading: string, results: readonly Result[]): void {
    this.line(this.colours.bold(heading));
    const ran = results.filter(({ blockedBy }) => blockedBy === undefined);
    for (const group of groupBy(ran, ({ id }) => id).values()) {
      const good = group.filter(({ status }) => status === "OK");
      if (good.length > 0) this.good(good);
      for (const result of group) if (result.status !== "OK") this.paragraph(result);
    }
    this.blocked(results);
    this.line("");
  }

  paragraph(result: Result): void {
    const { id, subject, status, found, expected, why, advice, fix, source } = result;
    this.entry(status, `${this.colours.bold(id)}  ${subject}`);
    this.field("found", found);
    if (expected) this.field("expected", expected);
    if (why) this.field("why", why);
    if (advice) this.field("fix", advice);
    if (fix) this.verbatim(advice ? "" : "fix", fix);
    if (source) this.field("asked", source);
  }

  entry(status: Status, text: string): void {
    this.line(`  ${this.paint(status, LABELS[status].padEnd(LABEL_CHARACTERS))}${text}`);
  }

  field(name: string, text: string): void {
    const indent = " ".repeat(2 + LABEL_CHARACTERS + FIELD_CHARACTERS);
    const [first = "", ...rest] = hanging(printable(text), this.options.width - indent.length);
    this.line(`${" ".repeat(2 + LABEL_CHARACTERS)}${this.colours.dim(name.padEnd(FIELD_CHARACTERS))}${first}`);
    for (const line of rest) this.line(indent + line);
  }

  /** The text is not wrapped, so that it can be copied. */
  private verbatim(name: string, text: string): void {
    const [first = "", ...rest] = text.split("\n").map(printable);
    const indent = " ".repeat(2 + LABEL_CHARACTERS);
    this.line(`${indent}${this.colours.dim(name.padEnd(FIELD_CHARACTERS))}${this.colours.cyan(first)}`);
    for (const line of rest) this.line(`${indent}${" ".repeat(FIELD_CHARACTERS)}${this.colours.cyan(line)}`);
  }

  /** One line for all subjects of a check. */
  private good(results: readonly Result[]): void {
    const [{ id, found } = { id: "", found: "" }] = results;
    const text = results.length === 1 ? printable(found) : `${results.length}: ${subjectsOf(results)}`;
    const room = this.options.width - 2 - LABEL_CHARACTERS - ID_CHARACTERS;
    const shown = text.length > room ? `${text.slice(0, room - 1)}…` : text;
    this.entry("OK", `${id.padEnd(ID_CHARACTERS)}${this.colours.dim(shown)}`);
  }

  /** Checks that could not look are shown once for each cause. */
  private blocked(results: readonly Result[]): void {
    const causes = new Set(results.flatMap(({ blockedBy }) => blockedBy ?? []));
    for (const cause of causes) {
      const ids = [...new Set(results.filter(({ blockedBy }) => blockedBy === cause).map(({ id }) => id))];
      this.entry(
        "UNKNOWN",
        `${ids.length} ${ids.length === 1 ? "check needs" : "checks need"} ${this.colours.bold(cause)} first`,
      );
      this.field("skipped", ids.join(", "));
    }
  }

  private paint(status: Status, text: string): string {
    const { green, blue, yellow, red, magenta, bold } = this.colours;
    const paints = { OK: green, NOTE: blue, WARN: yellow, FAIL: (label: string) => bold(red(label)), UNKNOWN: magenta };
    return paints[status](text);
  }
}

const ID_CHARACTERS = 22;

function subjectsOf(results: readonly Result[]): string {
  return [...new Set(results.map(({ subject }) => subject))].join(", ");
}
