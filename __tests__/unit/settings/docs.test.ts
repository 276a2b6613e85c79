import { readFileSync } from "node:fs";
import { parse as parseYaml } from "yaml";
import { parse } from "./support";

const docs = readFileSync("docs/settings.md", "utf8");
const [, complete = ""] = /```yaml\n(.*?)```/s.exec(docs) ?? [];
const schema = readFileSync("standby-mx.schema.json", "utf8");

/** All keys in the schema. */
function keysOf(value: unknown): string[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => [
    ...(key === "properties" ? Object.keys(inner as object) : []),
    ...keysOf(inner),
  ]);
}

test("the example in docs/settings.md loads without a warning", () => {
  expect(parse(complete).warnings).toEqual([]);
});

test.each([...new Set(keysOf(JSON.parse(schema)))])("docs/settings.md explains the key %s", (key) => {
  expect(docs).toContain(`\`${key}\``);
});

test("its example shows every key at the top", () => {
  const { properties } = JSON.parse(schema) as { properties: object };
  expect(Object.keys(parseYaml(complete) as object)).toEqual(Object.keys(properties));
});
