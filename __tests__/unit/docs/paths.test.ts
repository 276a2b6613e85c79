import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const files = execFileSync("git", ["ls-files"], { encoding: "utf8" })
  .split("\n")
  .filter((name) => /\.(?:ts|mjs|js|md|sh|yml|yaml)$/.test(name) && name !== "CHANGELOG.md" && existsSync(name));

/** A path from the root of the repository, in a comment, text or command. `cdk.tf.json` is a file that is synthesized. */
const PATH =
  /(?<![\w./@{}*-])(?:lib|settings|stacks|inbound|store|importer|drill|review|operator|cli|testing|fixtures|__tests__|bench|scripts|docs|examples)\/[\w./-]+\.(?:ts|mjs|js|md|sh|yml|yaml|json)\b(?<!cdk\.tf\.json)/g;

test("each path of the repository that a source or document names exists", () => {
  const named = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(PATH)].map(([path]) => ({ file, path })),
  );
  expect(named.length).toBeGreaterThan(300);
  const isThere = (file: string, path: string) => existsSync(path) || existsSync(join(dirname(file), path));
  expect(named.filter(({ file, path }) => !isThere(file, path))).toEqual([]);
});
