import { eraseLine, rewriteLine } from "../../../lib/terminal-line";
import type { Running } from "../run-checks";

const SHOW_AFTER_MS = 600;
const REDRAW_MS = 200;
const MAX_CHECKS_NAMED = 3;

/** A line on a terminal that names what doctor waits for; each update overwrites the line. */
export class WaitingLine {
  private running: ReadonlySet<Running> = new Set();
  private isShown = false;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly terminal: NodeJS.WriteStream) {
    this.timer = setInterval(() => this.show(), REDRAW_MS);
  }

  readonly observe = (running: ReadonlySet<Running>): void => {
    this.running = running;
  };

  end(): void {
    clearInterval(this.timer);
    if (this.isShown) eraseLine(this.terminal);
  }

  private show(): void {
    const text = waitingText(this.running, performance.now());
    if (text === undefined) return;
    this.isShown = true;
    rewriteLine(this.terminal, text);
  }
}

/** `undefined`: nothing takes long. */
export function waitingText(running: ReadonlySet<Running>, now: number): string | undefined {
  const slow = [...running].filter(({ startedAt }) => now - startedAt >= SHOW_AFTER_MS);
  if (slow.length === 0) return undefined;
  const named = slow
    .slice(0, MAX_CHECKS_NAMED)
    .map(({ id, startedAt }) => `${id} ${Math.round((now - startedAt) / 1_000)} s`);
  const more = slow.length > MAX_CHECKS_NAMED ? ` and ${slow.length - MAX_CHECKS_NAMED} more` : "";
  return `waiting for ${named.join(", ")}${more}`;
}
