/** The time and timers, which a test can replace to let 36 hours of retries pass at once. */
export interface Clock {
  now(): Date;
  /** Milliseconds since any moment; unlike `now`, not changed by a person or a time server. */
  elapsed(): number;
  /** Runs the action once after that time in milliseconds; returns a function that cancels the action. */
  after(milliseconds: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};
