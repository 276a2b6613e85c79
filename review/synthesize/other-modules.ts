import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isObject, text, type Json } from "../model/json";

/** What decides about the synthesis besides the sources. */
const SYNTHESIS_MODULES = ["cdktf", "@cdktf/provider-aws", "constructs"];

/** Of which modules a side wants another version than the one that both are synthesized with, in words. */
export async function otherModules(sources: string, modules: string, side: string): Promise<string[]> {
  const { dependencies } = await readPackage(sources);
  const found = await Promise.all(
    SYNTHESIS_MODULES.map(async (name) => {
      const wanted = isObject(dependencies) ? dependencies[name] : undefined;
      const version = text(await readPackage(join(modules, name)), "version");
      // A range may be meant for what is installed.
      if (typeof wanted !== "string" || version === undefined || wanted === version || !/^\d/.test(wanted)) return [];
      return [`${side} is made for ${name} ${wanted}, and was synthesized with ${version}`];
    }),
  );
  return found.flat();
}

async function readPackage(folder: string) {
  const source = await readFile(join(folder, "package.json"), "utf8").catch(() => "{}");
  const found = JSON.parse(source) as Json;
  return isObject(found) ? found : {};
}
