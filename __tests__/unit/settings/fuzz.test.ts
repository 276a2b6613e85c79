import fc from "fast-check";
import { anyText } from "../../../fixtures/any-text";
import { readFileSync } from "node:fs";
import { stringify } from "yaml";
import { parseSettings } from "../../../settings/load";
import { SettingsError } from "../../../settings/problem";
import { sound } from "./support";

const example = readFileSync("standby-mx.example.yaml", "utf8");
const mistakes = readFileSync("fixtures/settings/ten-mistakes.yaml", "utf8");

/** Expects the loader to succeed, or to throw a SettingsError with places inside the text. */
function expectOrderlyAnswer(content: string | Uint8Array): void {
  try {
    parseSettings(content, "fuzz.yaml");
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const lines = Buffer.from(content).toString().split("\n");
    const astray = error.problems.filter(({ line, column, found, expected }) => {
      const inside = line >= 1 && line <= lines.length && column >= 1 && column <= lines[line - 1]!.length + 1;
      return !inside || found === "" || expected === "";
    });
    const order = error.problems.map(({ line, column }) => line * 1e6 + column);
    expect({ astray, order }).toEqual({ astray: [], order: [...order].sort((a, b) => a - b) });
  }
}

const holds = (bytes: fc.Arbitrary<string | Uint8Array>, numRuns = 500) =>
  fc.assert(fc.property(bytes, expectOrderlyAnswer), { numRuns });

describe("the loader throws nothing but SettingsError, with places inside the text", () => {
  test("for random bytes", () => holds(fc.uint8Array({ maxLength: 200 })));

  test("for random text", () => holds(anyText({ maxLength: 200 })));

  test("for random YAML punctuation", () => {
    const pieces = "- |: |? |[|]|{|}|,|&a |*a|!t |%|#|'|\"|||>|\n|  |\t|a|1|~|---\n|...\n|<<|\\|\ufeff|\r".split(
      /(?<!\|)\||\|(?=\|>)/,
    );
    holds(
      fc.array(fc.constantFrom(...pieces, "|", "regions", "mailboxes"), { maxLength: 60 }).map((all) => all.join("")),
      3000,
    );
  });

  test("for a settings file with pieces removed, repeated or replaced", () => {
    const edit = fc.tuple(
      fc.nat(),
      fc.nat({ max: 30 }),
      fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom(..."[]{}:,&*!\t\n#'\"-")),
    );
    const edited = fc
      .tuple(fc.constantFrom(example, mistakes), fc.array(edit, { minLength: 1, maxLength: 6 }))
      .map(([text, edits]) =>
        edits.reduce((left, [at, length, put]) => {
          const from = at % (left.length + 1);
          return left.slice(0, from) + put + left.slice(from + length);
        }, text),
      );
    holds(edited, 300); // each a whole file
  });

  test("for valid settings in which any value is replaced by another", () => {
    const places: (string | number)[][] = [];
    const walk = (value: unknown, path: (string | number)[]): void => {
      places.push(path);
      if (Array.isArray(value)) value.forEach((item, index) => walk(item, [...path, index]));
      else if (value !== null && typeof value === "object") {
        for (const [key, item] of Object.entries(value)) walk(item, [...path, key]);
      }
    };
    const complete = {
      ...sound,
      domains: [
        ...sound.domains,
        { ...sound.domains[0], name: "example.net", aliasOf: "example.org", catchAll: "bob", dns: "elsewhere" },
      ],
      mailboxDefaults: { maildir: "/m/{user}", owner: "a:b" },
      unknownRecipients: { catchAll: ["alice", "bob"] },
      aliases: { team: ["alice", "bob"], all: "team" },
      recipientDelimiter: "+-",
      bucket: "b-{domain}",
      ruleSet: "r",
      retention: { deletedDays: 1, waitingDays: 1 },
      tlsPolicy: "Optional",
      manageActiveRuleSet: true,
      preventDestroy: true,
      envelopeQueue: { name: "q" },
      state: { s3: { bucket: "state", key: "k", region: "eu-west-1" } },
      importer: {
        stateDirectory: "/s",
        verdicts: { virus: "hold", spam: "junk", dmarcReject: "deliver" },
        folders: { junk: "J", quarantine: "Q" },
        addedHeaders: false,
      },
    };
    walk(complete, []);
    const anything = fc.oneof(
      fc.constantFrom(
        null,
        "",
        0,
        -1,
        1.5,
        NaN,
        Infinity,
        true,
        "alice",
        "alice+x",
        "example.org",
        "a/b",
        [],
        {},
        [[]],
        { a: 1 },
      ),
      fc.jsonValue({ maxDepth: 3 }),
      fc.string({ unit: "grapheme", maxLength: 20 }),
    );
    const replaced = fc
      .array(fc.tuple(fc.constantFrom(...places), anything), { minLength: 1, maxLength: 4 })
      .map((changes) =>
        stringify(changes.reduce<unknown>((settings, [path, value]) => replace(settings, path, value), complete)),
      );
    holds(replaced, 300);
  });
});

function replace(value: unknown, [step, ...rest]: (string | number)[], put: unknown): unknown {
  if (step === undefined) return put;
  if (Array.isArray(value))
    return value.map((item, index) => (index === step ? replace(item, rest, put) : (item as unknown)));
  if (value === null || typeof value !== "object") return value;
  return { ...value, [step]: replace((value as Record<string, unknown>)[step], rest, put) };
}
