import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { readBlocks, type DocumentBlock } from "../../fixtures/docs/blocks";
import { Checkout } from "../../fixtures/docs/checkout";
import { NOT_RUN } from "../../fixtures/docs/not-run";

const repository = resolve(__dirname, "../..");
/** Only ends commands that hang. */
const LIMIT_MS = 100_000;
// README first: what follows builds on its commands.
const inDocs = readdirSync(join(repository, "docs"))
  .filter((name) => name.endsWith(".md"))
  .sort();
const documents = ["README.md", "CONTRIBUTING.md", ...inDocs.map((name) => `docs/${name}`)];
const blocks = documents.flatMap((name) => readBlocks(repository, name));
const commandsOf = ({ text }: DocumentBlock) => text.split("\n").map((line) => line.replace(/ +#.*/, "").trim());
const entriesFor = (block: DocumentBlock) =>
  NOT_RUN.filter(({ document, command }) => document === block.document && commandsOf(block).includes(command));

const commands = blocks.filter(({ language }) => language === "sh");
// A block that is in two documents runs once.
const distinct = commands.filter(({ text }, at) => commands.findIndex((block) => block.text === text) === at);
const run = distinct.filter((block) => entriesFor(block).length === 0);
const consoles = blocks.filter(({ language }) => language === "console");
const named = (all: readonly DocumentBlock[]) =>
  all.map((block) => [`${block.document}:${block.line}`, block] as const);

/** The steps that a document describes in words before the block with this command. */
const IN_WORDS: Record<string, string> = {
  "npm run synth:bootstrap": "echo 'state: { s3: { bucket: example-state, region: eu-west-1 } }' >>standby-mx.yaml",
};
const inWordsBefore = (text: string) => Object.keys(IN_WORDS).find((command) => text.includes(command));

let checkout: Checkout;
beforeAll(() => {
  checkout = new Checkout();
});
afterAll(() => checkout.close());

describe("the documents' commands, one after another in a fresh clone", () => {
  afterEach(() => checkout.stopServers());

  test.each(named(run))("%s works as written", async (_, { text }) => {
    const before = inWordsBefore(text);
    if (before !== undefined) await checkout.run(IN_WORDS[before]!, LIMIT_MS);
    const { exitCode, output } = await checkout.run(text, LIMIT_MS);
    if (exitCode !== 0 && exitCode !== null) throw new Error(`ended with ${exitCode}:\n${output}`);
  });

  test.each(named(consoles))("%s prints what it shows", async (_, { text }) => {
    const [command = "", ...shown] = text.split("\n");
    expect(command).toMatch(/^\$ /);
    expect(await checkout.run(command.slice(2), LIMIT_MS)).toEqual({ exitCode: 0, output: `${shown.join("\n")}\n` });
  });

  test("a stack keeps only the format that was written last", async () => {
    const list = "ls cdktf.out/stacks/standby-mx-eu-west-1";
    await checkout.run("npm run synth", LIMIT_MS);
    expect(await checkout.run(`npx cdktf synth --hcl && ${list}`, LIMIT_MS)).toEqual({
      exitCode: 0,
      output: "cdk.tf\nmetadata.json\n",
    });
    expect(await checkout.run(`npx cdktf synth && ${list}`, LIMIT_MS)).toEqual({
      exitCode: 0,
      output: "cdk.tf.json\n",
    });
  });
});

test("every fenced block names its language, so that no commands are missed", () => {
  expect(blocks.filter(({ language }) => language === "").map(({ document, line }) => `${document}:${line}`)).toEqual(
    [],
  );
});

test("every entry in the list of blocks that do not run belongs to a block", () => {
  const used = new Set(commands.flatMap(entriesFor));
  expect(NOT_RUN.filter((entry) => !used.has(entry))).toEqual([]);
});
