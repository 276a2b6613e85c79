import { retry } from "../../../lib/retry";

const policy = { maxAttempts: 5, firstPauseMs: 100, maxPauseMs: 300 };
const always = () => true;

/** Work that fails as often as there are errors, and then succeeds. */
function failing(...errors: readonly Error[]) {
  const left = [...errors];
  const pauses: number[] = [];
  let attempts = 0;
  const work = () => {
    attempts++;
    const error = left.shift();
    return error ? Promise.reject(error) : Promise.resolve("done");
  };
  const pause = (ms: number) => Promise.resolve(void pauses.push(ms));
  return { work, pause, pauses, attempts: () => attempts };
}

const errors = (count: number) => Array.from({ length: count }, (_, number) => new Error(`failure ${number + 1}`));

describe("work is retried", () => {
  afterEach(() => jest.restoreAllMocks());

  test("until it succeeds, and its value is returned", async () => {
    const { work, pause, attempts } = failing(...errors(4));
    expect(await retry(policy, always, work, pause)).toBe("done");
    expect(attempts()).toBe(5);
  });

  test("not at all when it succeeds at once", async () => {
    const { work, pause, pauses, attempts } = failing();
    expect(await retry(policy, always, work, pause)).toBe("done");
    expect([attempts(), pauses]).toEqual([1, []]);
  });

  test("at most maxAttempts times, and throws the last failure without a pause", async () => {
    const { work, pause, pauses, attempts } = failing(...errors(9));
    await expect(retry(policy, always, work, pause)).rejects.toThrow("failure 5");
    expect([attempts(), pauses.length]).toEqual([5, 4]);
  });

  test("only while the failure may be temporary", async () => {
    const { work, pause, attempts } = failing(...errors(9));
    const isTransient = (error: unknown) => (error as Error).message !== "failure 2";
    await expect(retry(policy, isTransient, work, pause)).rejects.toThrow("failure 2");
    expect(attempts()).toBe(2);
  });

  test("after pauses whose bound doubles up to maxPauseMs", async () => {
    jest.spyOn(Math, "random").mockReturnValue(0.5);
    const { work, pause, pauses } = failing(...errors(4));
    await retry(policy, always, work, pause);
    expect(pauses).toEqual([50, 100, 150, 150]);
  });

  test("after a real pause by default", async () => {
    const { work, attempts } = failing(...errors(2));
    expect(await retry({ maxAttempts: 3, firstPauseMs: 1, maxPauseMs: 1 }, always, work)).toBe("done");
    expect(attempts()).toBe(3);
  });
});
