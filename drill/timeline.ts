/** One line of what happened, `at` seconds after the start. */
export interface Event {
  readonly at: number;
  readonly phase: string;
  readonly what: string;
}

/** What happened so far; whoever watches hears of it at once. */
export class Timeline {
  readonly events: Event[] = [];
  private readonly start = performance.now();

  constructor(private readonly watch: (event: Event) => void = () => undefined) {}

  get seconds(): number {
    return Math.round((performance.now() - this.start) / 10) / 100;
  }

  add(phase: string, what: string): void {
    const event = { at: this.seconds, phase, what };
    this.events.push(event);
    this.watch(event);
  }
}
