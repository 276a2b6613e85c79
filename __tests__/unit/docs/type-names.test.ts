import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const files = execFileSync("git", ["ls-files", "*.ts"], { encoding: "utf8" }).split("\n").filter(existsSync);

test("each exported type has a name of its own", () => {
  const places = new Map<string, string[]>();
  for (const file of files) {
    const exported = readFileSync(file, "utf8").matchAll(/^export (?:abstract )?(?:interface|type|class|enum) (\w+)/gm);
    for (const [, name = ""] of exported) places.set(name, [...(places.get(name) ?? []), file]);
  }
  expect(places.size).toBeGreaterThan(500);
  // An overload or a value and a type of one name in one file is one meaning.
  expect([...places].filter(([, where]) => new Set(where).size > 1)).toEqual([]);
});
