import { type SettingsProblem, SettingsError } from "../../../settings/problem";
import { parse, places, problemsOf, sound } from "./support";

const text = (settings: string | Uint8Array) =>
  problemsOf(settings).map(({ line, column, found }) => `${line}:${column} ${found}`);
const lines = (...all: string[]) => all.join("\n");
const largest = 2 ** 22;

describe("a file without settings", () => {
  test.each([
    ["no byte at all", ""],
    ["blanks and comments", " \n# nothing yet\n\n"],
    ["an empty document", "---\n"],
    ["null", "null\n"],
  ])("is refused with advice: %s", (_, content) => {
    const [problem, ...others] = problemsOf(content);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ line: 1, column: 1, found: "an empty file" });
    expect(problem?.advice).toContain("standby-mx.example.yaml");
  });

  test.each([
    ["a list", "- a\n", "a list"],
    ["a text", "hello\n", '"hello"'],
    ["a number", "12\n", "12"],
  ])("is refused: %s", (_, content, found) => {
    expect(text(content)).toEqual([`1:1 ${found}`]);
  });
});

describe("bytes that are not UTF-8", () => {
  const latin1 = (content: string) => Buffer.from(content, "latin1");

  test.each([
    ["a Latin-1 letter", latin1("regions: [x]\n# f\u00fcr alice\n"), "2:4", "0xFC"],
    ["one after letters of several bytes", Buffer.concat([Buffer.from("# ä€😀"), latin1("\u00e9\n")]), "1:7", "0xE9"],
    ["one after a byte order mark", Buffer.concat([Buffer.from("\ufeff# "), latin1("\u00e9\n")]), "1:3", "0xE9"],
    ["a letter that the end of the file cuts off", Buffer.from("# €").subarray(0, 4), "1:3", "0xE2"],
    ["a surrogate in three bytes", Buffer.from([0x23, 0xed, 0xa0, 0x80]), "1:2", "0xED"],
    ["an overlong slash", Buffer.from([0xc0, 0xaf]), "1:1", "0xC0"],
    ["a first byte without its second", Buffer.from([0x23, 0xc3, 0x28]), "1:2", "0xC3"],
  ])("are refused at the place of the first: %s", (_, bytes, place, byte) => {
    expect(text(bytes)).toEqual([`${place} the byte ${byte}, which is not UTF-8 here`]);
  });

  test("reports a file in UTF-16", () => {
    expect(text(Buffer.from("\ufeffregions: []", "utf16le"))).toEqual(["1:1 the byte 0xFF, which is not UTF-8 here"]);
    expect(text(Buffer.from("regions: []", "utf16le"))).toEqual(["1:2 the control character U+0000"]);
  });
});

describe("YAML that cannot be read", () => {
  test.each([
    ["a tab as indentation", "regions:\n\t- eu-west-1\n", "2:1", /indent with spaces/],
    [
      "a template without quotes",
      "regions: [eu-west-1]\nbucket: {domain}-mail\n",
      "2:17",
      /in quotes, such as "\{domain\}-mail-stocker"/,
    ],
    ["a value that begins with @", "regions: @a\n", "1:10", /put the value in quotes/],
    ["a list that stays open", "regions: [eu-west-1\ndomains: 1\n", "2:1", /bracket|\]/],
    ["two documents", "---\nregions: [eu-west-1]\n---\nregions: [eu-west-1]\n", "3:1", /keep one document/],
    ["an unknown tag", "regions: !secret x\n", "1:10", /remove the tag/],
    ["a key of several lines", "regions\n and more: x\n", "1:1", /on one line/],
    ["a mapping as a key", "? {a: b}\n: c\n", "1:3", /a plain word as the key/],
  ])("is refused with its place: %s", (_, content, place, advice) => {
    const problems = problemsOf(content);
    expect(places(problems).map((at) => at.trim())).toContain(place);
    expect(problems.map((problem) => problem.advice).join()).toMatch(advice);
  });

  test("is reported with the faults before it, without the parser's guesses after it", () => {
    const problems = problemsOf(lines("regions: [nowhere]", "domain: []", "mailboxes:", "\t- user: alice", "x: y"));
    expect(places(problems)).toEqual(["1:11 regions[0]", "2:1 domain", "4:1 "]);
  });

  test("names each conflict marker of git, without the errors that follow from it", () => {
    const both = lines("regions: [eu-west-1]", "<<<<<<< HEAD", "bucket: a", "=======", "bucket: b", ">>>>>>> theirs");
    const problems = problemsOf(both);
    expect(places(problems)).toEqual(["2:1 ", "4:1 ", "6:1 "]);
    for (const { found, advice } of problems) {
      expect(found).toMatch(/^[<=>]{7}, a conflict marker of git$/);
      expect(advice).toBe("keep one of the two sides, and remove the lines with the markers");
    }
  });

  test("reports every repetition of a key", () => {
    const twice = lines("regions: [eu-west-1]", "regions: [us-east-1]", "domains: []", '"regions": []');
    expect(text(twice)).toEqual(
      expect.arrayContaining(['2:1 the key "regions" a second time', '4:1 the key "regions" a second time']),
    );
  });

  test("does not confuse a key with an object's built-in property", () => {
    expect(places(problemsOf({ ...sound, constructor: 1, toString: 2, hasOwnProperty: 3 }))).toHaveLength(3);
    const withProto = `${JSON.stringify(sound).slice(0, -1)}, "__proto__": { "regions": [] } }`;
    expect(text(withProto)).toEqual([expect.stringMatching(/the key "__proto__"$/)]);
  });

  test("keeps aliases of any name", () => {
    const aliasesOf = (name: string) => `${JSON.stringify(sound).slice(0, -1)}, "aliases": { ${name}: "alice" } }`;
    expect(text(aliasesOf('"__proto__"'))).toEqual([expect.stringMatching(/the key "__proto__"$/)]);
    for (const name of ["constructor", "toString", "valueOf", "hasOwnProperty"]) {
      expect(parse(aliasesOf(JSON.stringify(name))).settings.mailboxes[0].addresses).toContain(
        `${name.toLowerCase()}@example.org`,
      );
    }
  });
});

describe("aliases", () => {
  test("are refused without a target", () => {
    expect(text("regions: *mine\n")).toContain("1:10 *mine");
  });

  test("are refused when they contain themselves", () => {
    expect(text("regions: &r [*r]\n")).toEqual(["1:1 more than 250000 values, counting what its aliases repeat"]);
  });

  test("are refused when they expand exponentially", () => {
    const level = (n: number) =>
      `l${n}: &l${n} [${Array<string>(9)
        .fill(`*l${n - 1}`)
        .join(", ")}]`;
    const bomb = lines("l0: &l0 [x, x, x, x, x, x, x, x, x]", ...Array.from({ length: 40 }, (_, n) => level(n + 1)));
    expect(text(bomb)).toEqual(["1:1 more than 250000 values, counting what its aliases repeat"]);
  });

  test("are accepted when they repeat one value many times", () => {
    const owner = (index: number) =>
      `  - { user: u${index}, addresses: [a${index}], owner: ${index ? "*o" : "&o vmail"} }`;
    const { settings } = parse(
      lines(
        "regions: [eu-west-1]",
        "domains: [{ name: example.org, primary: [{ host: mx.example.org }], dns: elsewhere }]",
        "mailboxes:",
        ...Array.from({ length: 200 }, (_, index) => owner(index)),
      ),
    );
    expect(new Set(settings.mailboxes.map((mailbox) => mailbox.owner?.user))).toEqual(new Set(["vmail"]));
  });
});

describe("a file made to exhaust memory or time", () => {
  const fill = (piece: string) => piece.repeat(Math.floor(largest / piece.length));

  test("is refused by its size before anything else", () => {
    expect(text(Buffer.alloc(largest + 1, "#"))).toEqual([`1:1 ${largest + 1} bytes`]);
  });

  test.each(["[", "{", "- ", "? ", "a: ", "[[],", "{a: "])("is refused when it nests too deeply: %j", (piece) => {
    expect(text(fill(piece))).toEqual([expect.stringContaining("nested more than 50 deep")]);
  });

  test("is refused when it nests by indentation", () => {
    expect(text(Array.from({ length: 200 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"))).toEqual([
      expect.stringContaining("nested more than 50 deep"),
    ]);
  });

  const numbered = (count: number, make: (index: number) => string) => Array.from({ length: count }, (_, n) => make(n));

  test.each([
    ["unknown keys", numbered(15_000, (n) => `k${n}: 1\n`).join("")],
    ["one key again and again, with more mistakes than a call can have arguments", "k:\n".repeat(130_000)],
    ["addresses that are none", `mailboxes: [{ user: a, addresses: [${"1,".repeat(20_000)}] }]`],
    ["mailboxes that are empty", `mailboxes: [${"{},".repeat(20_000)}]`],
    [
      "domains and addresses of others",
      `domains: [${numbered(5_000, (n) => `{name: d${n}.org}`).join()}]
mailboxes: [{addresses: [${numbered(10_000, (n) => `a@x${n}.org`).join()}]}]`,
    ],
    ["anchors", numbered(15_000, (n) => `- &a${n} x\n`).join("")],
    ["aliases that lead nowhere", "* ".repeat(15_000)],
    ["empty keys", ":\n".repeat(15_000)],
    ["colons", fill(":")],
    ["exclamation marks", fill("!")],
    ["a very long word", fill("a")],
    [
      "local parts of plus signs",
      `mailboxes: [{ user: a, addresses: [${numbered(4_000, (n) => `a${"+".repeat(58)}${n}`).join()}] }]`,
    ],
    [
      "prefixes of slashes",
      `mailboxes: [${numbered(250, (n) => `{ user: u${n}, prefix: ${"a/".repeat(480)}${n} }`).join()}]`,
    ],
  ])("is refused in one answer: %s", (_, content) => {
    expect(content.length).toBeLessThanOrEqual(largest);
    expect(problemsOf(content).length).toBeGreaterThan(0);
  });
});

describe("many errors", () => {
  const said = (content: string) => new SettingsError(problemsOf(content) as [SettingsProblem]).message.split("\n");
  const keys = Array.from({ length: 10_000 }, (_, n) => `k${n}: 1`);

  test("of one kind are summarized in a screenful, with the other errors", () => {
    const answer = said(lines("domains: [{ name: example.org, dns: nowhere }]", ...keys, "regions: [x]"));
    expect(answer.length).toBeLessThan(25);
    expect(answer.filter((line) => line.includes("the unknown key"))).toHaveLength(10);
    expect(answer.join("\n")).toMatch(/domains\[0\]\.dns: .*\n(.*\n)*.*regions\[0\]: /);
    expect(answer.at(-1)).toBe("… and 9990 more like these");
  });

  test("of different kinds are summarized in a screenful", () => {
    const address = (n: number) => `a${n}, a${n}`;
    const many = Array.from({ length: 5_000 }, (_, n) => address(n)).join(", ");
    const answer = said(`mailboxes: [{ user: a, addresses: [${many}] }]`);
    expect(answer).toHaveLength(51);
    expect(answer.at(-1)).toMatch(/^… and \d+ more like these$/);
  });

  test("do not make a line long", () => {
    for (const line of said(`${"k".repeat(100_000)}: ${"v".repeat(100_000)}`)) expect(line.length).toBeLessThan(600);
  });
});
