import { existsSync, readFileSync } from "node:fs";

const document = readFileSync("__tests__/README.md", "utf8");

test("__tests__/README.md names files and folders that exist", () => {
  const paths = [...document.matchAll(/`([\w-]+\/[\w./-]*)`/g)].map(([, path = ""]) => path);
  expect(paths.length).toBeGreaterThan(30);
  const isThere = (path: string) => existsSync(path) || existsSync(`__tests__/${path}`);
  expect(paths.filter((path) => !isThere(path) && !path.startsWith("dist/"))).toEqual([]);
});
