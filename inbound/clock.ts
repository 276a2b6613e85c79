/** Time, so that 36 hours of retries can pass at once in a test. */
export interface Clock {
  now(): Date;
  /** Runs the action once after so many milliseconds; returns what calls it off. */
  after(milliseconds: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};
