import { existsSync, readFileSync } from "node:fs";

const document = readFileSync("docs/architecture.md", "utf8");
const filesIn = (text: string) => [...text.matchAll(/`([\w./-]+\.ts)`/g)].map(([, file = ""]) => file);
const section = (title: string) => document.split(`## ${title}\n`)[1]!.split("\n## ")[0]!;

describe("docs/architecture.md", () => {
  test.each([
    ["the way of a message", "How a message flows", 15],
    ["the map of questions", "Where to look", 20],
  ])("names files that exist in %s", (_, title, atLeast) => {
    const files = filesIn(section(title));
    expect(files.length).toBeGreaterThanOrEqual(atLeast);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  test("names parts of the importer that exist", () => {
    const parts = [...section("Rooms").matchAll(/^\| ((?:`[\w./-]+`,? ?)+) \|/gm)]
      .flatMap(([, names = ""]) => [...names.matchAll(/`([\w./-]+)`/g)])
      .map(([, name = ""]) => name);
    const isThere = (name: string) => existsSync(name) || existsSync(`importer/${name}`);
    expect(parts.length).toBeGreaterThan(15);
    expect(parts.filter((name) => !isThere(name))).toEqual([]);
  });

  test("lists the files of a message's path, none of which imports an earlier one", () => {
    const way = [...section("How a message flows").matchAll(/^\| \d+ \| `(.+?)` \|/gm)].map(([, file = ""]) => file);
    expect(way.length).toBeLessThanOrEqual(15);
    const climbs = way.flatMap((file, index) =>
      way
        .slice(0, index)
        .filter((earlier) => importsOf(file).includes(earlier))
        .map((earlier) => `${file} → ${earlier}`),
    );
    expect(climbs).toEqual([]);
  });
});

/** The values that a file imports; types are only names. */
function importsOf(file: string): readonly string[] {
  const statements = readFileSync(file, "utf8").matchAll(/^import (?!type)[^;]*? from "(\.[^"]+)";/gm);
  return [...statements].map(([, path = ""]) => `${new URL(path, `file:///${file}`).pathname.slice(1)}.ts`);
}
