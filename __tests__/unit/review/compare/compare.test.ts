import fc from "fast-check";
import { grantCovers, grantsOf, uncovered } from "../../../../review/facts/grants";
import type { JsonObject } from "../../../../review/model/json";
import { review } from "../../../../review/review";
import type { Stack } from "../../../../review/model/stack";
import { synthesizedStack } from "../../../../review/synthesize/synthesized-stack";

// Processes and syntheses are slow on a machine that is busy with other suites.
jest.setTimeout(120_000);

const name = fc.constantFrom("alice", "bob", "info", "a.b");
const word = fc.constantFrom(
  "s3:GetObject",
  "s3:PutObject",
  "s3:*",
  "*",
  "arn:aws:s3:::mail/a/*",
  "arn:aws:s3:::mail/*",
);
const words = fc.uniqueArray(word, { minLength: 1, maxLength: 4 });
const statement = fc.record({ Effect: fc.constantFrom("Allow", "Deny"), Action: words, Resource: words });
const document = fc.record({
  Version: fc.constant("2012-10-17"),
  Statement: fc.array(statement, { minLength: 1, maxLength: 3 }),
});
const values = fc.record({
  name,
  recipients: fc.uniqueArray(name, { maxLength: 4 }),
  enabled: fc.boolean(),
  policy: document.map((one) => JSON.stringify(one)),
  s3_action: fc.array(fc.record({ object_key_prefix: name, position: fc.nat(5) }), { maxLength: 3 }),
});

/** The same value with its keys and lists in reverse order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned).reverse();
  if (typeof value === "string" && value.startsWith("{")) return JSON.stringify(turned(JSON.parse(value)));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

function sides(resource: object): Map<string, Stack> {
  const file = {
    provider: { aws: [{ region: "eu-west-1" }] },
    resource: { aws_thing: { it: resource as JsonObject } },
  };
  return new Map([["mail", synthesizedStack("mail", file)]]);
}

const changes = async (before: object, after: object) => {
  const { comparisons } = await review(sides(before), sides(after));
  return comparisons.flatMap((comparison) => comparison.changes.flatMap(({ attributes }) => attributes));
};

test("a different order of lists and keys is no change", async () => {
  await fc.assert(
    fc.asyncProperty(values, async (one) => {
      expect(await changes(one, turned(one) as object)).toEqual([]);
    }),
  );
});

test("a change and its reverse differ in the same attributes", async () => {
  await fc.assert(
    fc.asyncProperty(values, values, async (one, other) => {
      const paths = async (a: object, b: object) => (await changes(a, b)).map(({ path }) => path).sort();
      const there = await paths(one, other);
      expect(await paths(other, one)).toEqual(there);
      expect(there.length > 0).toBe(JSON.stringify(sorted(one)) !== JSON.stringify(sorted(other)));
    }),
  );
});

test("a set of grants covers itself, and a smaller set does not cover the rest", () => {
  fc.assert(
    fc.property(document, document, (one, other) => {
      const [mine, theirs] = [grantsOf(one), grantsOf(other)];
      expect(uncovered(mine, mine)).toEqual([]);
      for (const missing of uncovered(mine, theirs))
        expect(theirs.some((grant) => grantCovers(grant, missing))).toBe(false);
      expect(uncovered(mine, [...theirs, ...mine])).toEqual([]);
    }),
  );
});

/** Normalizes a policy: a list of one element becomes the element, and all values are sorted. */
function sorted(value: unknown): unknown {
  if (typeof value === "string" && value.startsWith("{")) return single(sorted(JSON.parse(value)));
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(sorted).sort(byText);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(byText)
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

function single(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? single(value[0]) : value.map(single);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, single(inner)]));
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
