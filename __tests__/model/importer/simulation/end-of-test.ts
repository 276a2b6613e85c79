let test = new AbortController();

beforeEach(() => {
  test = new AbortController();
});

afterEach(() => {
  test.abort(new Error("this test has ended"));
});

/** Aborted when the current test ends, also by its time limit: a simulation must not continue during the next test. */
export const endOfTest = () => test.signal;
