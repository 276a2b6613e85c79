import { readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod";
import { settingsJsonSchema } from "../../../settings/json-schema";
import { sound } from "./support";

const committed = readFileSync("standby-mx.schema.json", "utf8");
const example = readFileSync("standby-mx.example.yaml", "utf8");
const editor = z.fromJSONSchema(JSON.parse(committed) as Parameters<typeof z.fromJSONSchema>[0]);

test("is made from the settings' schema (otherwise: npm run schema)", () => {
  expect(committed).toBe(settingsJsonSchema());
});

test("is named in the example for editors", () => {
  expect(example.split("\n")[0]).toBe("# yaml-language-server: $schema=./standby-mx.schema.json");
});

test("accepts the settings that the loader accepts", () => {
  expect(editor.safeParse(parse(example)).error).toBeUndefined();
  expect(editor.safeParse(sound).error).toBeUndefined();
});

test.each([
  ["an unknown key", { ...sound, bukcet: "b" }],
  ["a region that cannot receive", { ...sound, regions: ["eu-central-2"] }],
  ["a missing key", { ...sound, domains: undefined }],
  ["a rule set name with a space", { ...sound, ruleSet: "my rules" }],
  ["a preference of more than 16 bits", { ...sound, domains: [{ ...sound.domains[0], standbyPreference: 65_536 }] }],
])("refuses %s", (_, settings) => {
  expect(editor.safeParse(JSON.parse(JSON.stringify(settings))).success).toBe(false);
});

test("describes every key", () => {
  const silent: string[] = [];
  JSON.stringify(JSON.parse(committed), function (this: unknown, key, value: unknown) {
    if (key === "properties") {
      for (const [name, property] of Object.entries(value as Record<string, { description?: string }>)) {
        if (!property.description) silent.push(name);
      }
    }
    return value;
  });
  expect(silent).toEqual([]);
});
