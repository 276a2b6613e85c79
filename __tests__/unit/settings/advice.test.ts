import { stringify } from "yaml";
import { SettingsError, type SettingsProblem } from "../../../settings/problem";
import { refusedCases } from "./refused-cases";
import { followed } from "./follow-advice";
import { parse, sound } from "./support";

function problemsIfAny(text: string): readonly SettingsProblem[] {
  try {
    parse(text);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

const file = (more: string) => `${stringify(sound)}${more}\n`;
const withAddress = (address: string) => stringify(sound).replace("- bob\n", `- ${address}\n`);

const quoted = (text: string, type = "number") => `to YAML it is a ${type}; put a text in quotes: "${text}"`;

/** The error, the file, its quoting, and the advice. */
const advised: readonly (readonly [string, string, string, string])[] = [
  ["a number with a leading zero", withAddress("0123"), "0123", quoted("0123")],
  ["a number with a final zero", withAddress("1.10"), "1.10", quoted("1.10")],
  ["a power of ten", withAddress("1e3"), "1e3", quoted("1e3")],
  ["a hexadecimal number", withAddress("0x1f"), "0x1f", quoted("0x1f")],
  [
    "a number too big for a double",
    withAddress("12345678901234567890"),
    "12345678901234567890",
    quoted("12345678901234567890"),
  ],
  ["a boolean", withAddress("True"), "True", quoted("True", "boolean")],
  ["a yes of YAML 1.1", file("preventDestroy: yes"), '"yes"', "write true"],
  ["an Off of YAML 1.1", file("preventDestroy: Off"), '"Off"', "write false"],
  ["a boolean in quotes", file('preventDestroy: "false"'), '"false"', "write it without quotes"],
  ["days with their unit", file("retention: { deletedDays: 30d }"), '"30d"', "write 30"],
  ["days in quotes", file('retention: { deletedDays: "30" }'), '"30"', "write it without quotes"],
  [
    "a key's name elsewhere",
    file("users: []").replace("mailboxes:", "ruleSet: x\nx:"),
    'the unknown key "users"',
    "did you mean mailboxes?",
  ],
  [
    "an address like an alias",
    withAddress("*@example.org"),
    "*@example.org",
    "put a text that begins with * in quotes",
  ],
];

test.each(advised)("the advice for %s, followed word for word, solves the error", (_, text, found, advice) => {
  const problem = problemsIfAny(text).find((candidate) => candidate.found === found);
  expect(problem?.advice).toBe(advice);
  expectGone(text, problem!);
});

const replacing = refusedCases
  .map(([what, settings]) => ({ what, text: stringify(JSON.parse(JSON.stringify(settings))) }))
  .flatMap(({ what, text }) => problemsIfAny(text).map((problem) => ({ what, text, problem })))
  .filter(({ text, problem }) => followed(text, problem) !== undefined);

test("many of the refused settings get advice with a replacement", () => {
  expect(replacing.length).toBeGreaterThan(10);
});

test.each(replacing)("the advice for $what, followed word for word, solves the error", ({ text, problem }) => {
  expectGone(text, problem);
});

function expectGone(text: string, { path, found, ...problem }: SettingsProblem): void {
  const after = followed(text, { path, found, ...problem });
  expect(after).toBeDefined();
  const same = problemsIfAny(after!).filter((other) => other.path === path && other.found === found);
  expect(same).toEqual([]);
}
