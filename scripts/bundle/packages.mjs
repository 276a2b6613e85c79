import { readFileSync } from "node:fs";

/** The packages that contain the files: name, version, licence and folder, sorted by folder. */
export function packagesOf(files) {
  const folders = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  return [...folders].sort().map((path) => {
    const { name, version, license } = JSON.parse(readFileSync(`${path}/package.json`, "utf8"));
    return { name, version, license, path };
  });
}
