import { Pace } from "../../../../operator/status/pace";

const SECOND_MS = 1000;

function describeAt(total: number | undefined, ...marks: readonly (readonly [number, number])[]): string {
  const pace = new Pace();
  pace.total = total;
  return marks.map(([seconds, done]) => pace.describe(done, seconds * SECOND_MS)).at(-1)!;
}

test.each<[string, string, string]>([
  ["a first moment has no rate", describeAt(100, [0, 1]), "1 of 100 messages delivered"],
  ["a rate needs a second", describeAt(100, [0, 1], [0.5, 20]), "20 of 100 messages delivered"],
  [
    "rate and time left",
    describeAt(30_000, [0, 0], [10, 410]),
    "410 of 30000 messages delivered, 41 a second, 12 min left",
  ],
  ["a slow rate", describeAt(100, [0, 0], [10, 5]), "5 of 100 messages delivered, 0.5 a second, 3 min left"],
  [
    "the end is near",
    describeAt(50, [0, 0], [10, 40]),
    "40 of 50 messages delivered, 4.0 a second, less than a minute left",
  ],
  ["the total is unknown", describeAt(undefined, [0, 0], [2, 40]), "40 messages delivered, 20 a second"],
  ["more than was counted", describeAt(30, [0, 0], [2, 40]), "40 messages delivered, 20 a second"],
  ["a standstill has no end", describeAt(100, [0, 40], [10, 40]), "40 of 100 messages delivered, 0.0 a second"],
  [
    "only the last seconds count",
    describeAt(1000, [0, 0], [1, 500], [30, 500], [40, 600]),
    "600 of 1000 messages delivered, 10 a second, less than a minute left",
  ],
])("%s", (_, found, expected) => {
  expect(found).toBe(expected);
});
