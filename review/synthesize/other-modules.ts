import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isObject, text, type Json } from "../model/json";

/** The modules whose versions change what is synthesized. */
const SYNTHESIS_MODULES = ["cdktf", "@cdktf/provider-aws", "constructs"];

/** Describes the modules for which a side's package.json has another version than the installed version, used for both sides. */
export async function otherModules(sources: string, modules: string, side: string): Promise<string[]> {
  const { dependencies } = await readPackage(sources);
  const differences = await Promise.all(
    SYNTHESIS_MODULES.map(async (name) => {
      const wanted = isObject(dependencies) ? dependencies[name] : undefined;
      const version = text(await readPackage(join(modules, name)), "version");
      // A version range may include the installed version.
      if (typeof wanted !== "string" || version === undefined || wanted === version || !/^\d/.test(wanted)) return [];
      return [`${side} is made for ${name} ${wanted}, and was synthesized with ${version}`];
    }),
  );
  return differences.flat();
}

async function readPackage(folder: string) {
  const source = await readFile(join(folder, "package.json"), "utf8").catch(() => "{}");
  const found = JSON.parse(source) as Json;
  return isObject(found) ? found : {};
}
