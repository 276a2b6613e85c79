import { fstatSync } from "node:fs";

/** Priorities of sd-daemon(3), which systemd's journal reads at the beginning of a line. */
const PREFIXES = { error: "<3>", warning: "<4>" } as const;

/**
 * Adds the priority to each line if the descriptor is connected to systemd's journal (JOURNAL_STREAM, systemd.exec(5)).
 */
export function withPriority(
  lines: readonly string[],
  priority: keyof typeof PREFIXES,
  descriptor = 2,
  journalStream = process.env.JOURNAL_STREAM,
): readonly string[] {
  if (journalStream === undefined || journalStream !== streamOf(descriptor)) return lines;
  return lines.map((line) => PREFIXES[priority] + line);
}

function streamOf(descriptor: number): string | undefined {
  try {
    const { dev, ino } = fstatSync(descriptor);
    return `${dev}:${ino}`;
  } catch {
    return undefined; // it is closed
  }
}
