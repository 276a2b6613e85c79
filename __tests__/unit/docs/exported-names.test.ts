import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const files = execFileSync("git", ["ls-files", "*.ts"], { encoding: "utf8" }).split("\n").filter(existsSync);

/** The names that several files match by `pattern`, with these files. */
function sharedNames(searched: readonly string[], pattern: RegExp): readonly string[] {
  const places = new Map<string, Set<string>>();
  for (const file of searched) {
    for (const [, name = ""] of readFileSync(file, "utf8").matchAll(pattern)) {
      places.set(name, (places.get(name) ?? new Set()).add(file));
    }
  }
  expect(places.size).toBeGreaterThan(500);
  // An overload, or a value and a type of one name in one file, is one meaning.
  return [...places].filter(([, where]) => where.size > 1).map(([name, where]) => `${name}: ${[...where].join(", ")}`);
}

describe("has a unique name", () => {
  test("each exported type", () => {
    expect(sharedNames(files, /^export (?:abstract )?(?:interface|type|class|enum) (\w+)/gm)).toEqual([]);
  });

  test("each exported function and constant outside of tests", () => {
    // The three pages have the same parts, by the same names; testing/api.ts declares names that other files define.
    const searched = files.filter((file) => !/^__tests__\/|^testing\/api\.ts$|(?<!^lib)\/page\//.test(file));
    expect(sharedNames(searched, /^export (?:async )?(?:function\*?|const) (\w+)/gm)).toEqual([]);
  });
});
