/** An event of the drill, `at` seconds after the start. */
export interface TimelineEvent {
  readonly at: number;
  readonly phase: string;
  readonly what: string;
}

/** The events so far; `watch` gets each event when it is added. */
export class Timeline {
  readonly events: TimelineEvent[] = [];
  private readonly start = performance.now();

  constructor(private readonly watch: (event: TimelineEvent) => void = () => undefined) {}

  get seconds(): number {
    return Math.round((performance.now() - this.start) / 10) / 100;
  }

  add(phase: string, what: string): void {
    const event = { at: this.seconds, phase, what };
    this.events.push(event);
    this.watch(event);
  }
}
