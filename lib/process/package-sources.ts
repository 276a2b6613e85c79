import { cp, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The files that `main.ts` needs, as package.json publishes them. */
const SYNTHESIS_SOURCES = ["main.ts", "cdktf.json", "tsconfig.json", "stacks", "settings", "lib", "lib/exit-codes.ts"];

/** Copies the sources of an installed package to a folder: below node_modules TypeScript is not compiled when it is loaded. */
export async function copySources(root: string, to: string): Promise<string> {
  await mkdir(to, { recursive: true });
  for (const name of SYNTHESIS_SOURCES) {
    await mkdir(dirname(join(to, name)), { recursive: true });
    await cp(join(root, name), join(to, name), { recursive: true });
  }
  return to;
}
