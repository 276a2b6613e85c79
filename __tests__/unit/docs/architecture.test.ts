import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";

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
    const parts = [...section("Allowed imports").matchAll(/^\| ((?:`[\w./-]+`,? ?)+) \|/gm)]
      .flatMap(([, names = ""]) => [...names.matchAll(/`([\w./-]+)`/g)])
      .map(([, name = ""]) => name);
    const isThere = (name: string) => existsSync(name) || existsSync(`importer/${name}`);
    expect(parts.length).toBeGreaterThan(15);
    expect(parts.filter((name) => !isThere(name))).toEqual([]);
  });

  test("gives for each question a name that its file has", () => {
    const named = [...section("Where to look").matchAll(/`([\w./-]+\.ts)` \((`\w+`(?:, `\w+`)*)/g)];
    const missing = named.flatMap(([, file = "", names = ""]) => {
      const text = readFileSync(file, "utf8");
      return [...names.matchAll(/\w+/g)].filter(([name]) => !new RegExp(`\\b${name}\\b`).test(text)).map(String);
    });
    expect(missing).toEqual([]);
    const questions = [...section("Where to look").matchAll(/^\| .*\? \| (.*) \|$/gm)];
    expect(questions.length).toBeGreaterThan(30);
    expect(questions.filter(([, answer = ""]) => !/\(`/.test(answer))).toEqual([]);
  });

  test("lists the files of a message's path, none of which imports an earlier one", () => {
    expect(path.length).toBeLessThanOrEqual(15);
    const climbs = path.flatMap(({ file }, index) =>
      path
        .slice(0, index)
        .filter((earlier) => importsOf(file).includes(earlier.file))
        .map((earlier) => `${file} → ${earlier.file}`),
    );
    expect(climbs).toEqual([]);
  });

  test("names for each file of the path all others whose functions it calls", () => {
    const onThePath = path.map(({ file }) => file);
    for (const { file, calls } of path) {
      const called = importsOf(file).filter((other) => STEPS.test(other) && !onThePath.includes(other));
      expect([file, called.map((other) => basename(other, ".ts")).sort()]).toEqual([file, calls]);
    }
  });
});

/** The folders of a message's path, without types and errors, which many files share. */
const STEPS = /^importer\/(?:listing|delivery|message|maildir)\/(?!model|mailbox-error)/;

const path = [...section("How a message flows").matchAll(/^\| \d+ \| `(.+?)` \| .* \| (.*)\|$/gm)].map(
  ([, file = "", calls = ""]) => ({ file, calls: [...calls.matchAll(/[\w-]+/g)].map(String) }),
);

/** The files of which a file imports values, not only types. */
function importsOf(file: string): readonly string[] {
  const statements = readFileSync(file, "utf8").matchAll(/^import (?!type)\{([^}]*)\} from "(\.[^"]+)";/gm);
  return [...statements]
    .filter(([, names = ""]) => names.split(",").some((name) => /^\s*(?!type )\w/.test(name)))
    .map(([, , from = ""]) => `${new URL(from, `file:///${file}`).pathname.slice(1)}.ts`);
}
