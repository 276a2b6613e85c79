import { Option } from "commander";
import { resolve } from "node:path";

/** `--root`; read it as `options.root`: an absolute path, because workers run in another working directory. */
export function rootOption(description: string): Option {
  return new Option("--root <directory>", description).argParser((path) => resolve(path));
}
