import { existsSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { findRepositoryRoot } from "../../lib/process/repository";
import { ReviewError } from "../model/errors";
import type { Stack } from "../model/stack";
import { findModules } from "../../lib/process/run-main";
import { readSynthesized } from "./read-synthesized";
import { synthesizeHcl, synthesizeSide } from "./run-synthesis";
import { withRevision } from "./revision";
import { otherModules } from "./other-modules";

export interface SideRequest {
  /** A folder (with settings and perhaps sources of its own, or synthesized already), or a git revision. */
  readonly where: string;
  readonly name: "base" | "head";
  /** The settings file as given on the command line: a path relative to the working directory, the same path on both sides. */
  readonly settings: string;
  /** The working directory. */
  readonly directory: string;
  /** The folder for HCL output; each side writes a subfolder with its name. */
  readonly hcl?: string | undefined;
}

/** The stacks of a side. A base without the settings file has no stacks, so that everything in head is new. */
export async function readSide(request: SideRequest): Promise<Map<string, Stack>> {
  const { name, where, directory } = request;
  // An unset variable in a script would otherwise select the working directory, which does not differ from itself.
  if (where.trim() === "") throw new ReviewError(`--${name}: expected a folder or a git revision, found "${where}"`);
  const folder = resolve(directory, where);
  if (existsSync(folder) && statSync(folder).isDirectory()) return readFolder(folder, request);
  return withRevision(request, (checkout) => readFolder(checkout, request));
}

async function readFolder(
  folder: string,
  { name, settings, directory, hcl }: SideRequest,
): Promise<Map<string, Stack>> {
  const inside = relative(directory, resolve(directory, settings));
  const file = inside.startsWith("..") || isAbsolute(inside) ? resolve(settings) : join(folder, inside);
  if (existsSync(file)) {
    // A folder with settings alone, as where standby-mx is installed from a registry, has no main.ts.
    const sources = existsSync(join(folder, "main.ts")) ? folder : ownSources(name, folder);
    const request = { sources, settings: file, modules: modulesNear(directory), side: name };
    if (hcl !== undefined) await synthesizeHcl(request, resolve(directory, hcl, name));
    const unjudged = await otherModules(sources, request.modules, name);
    const made = await synthesizeSide(request);
    return new Map([...made].map(([stack, values]) => [stack, { ...values, unjudged }]));
  }
  const stacks = await readSynthesized(folder);
  if (stacks.size > 0 || name === "base") return stacks;
  throw new ReviewError(`${name}: expected ${inside} or a synthesized cdk.tf.json in ${folder}, found neither`);
}

/** The sources of this version of standby-mx, for a folder with settings and no `main.ts`. */
function ownSources(name: string, folder: string): string {
  const root = findRepositoryRoot(__dirname);
  if (root !== undefined) return root;
  throw new ReviewError(
    `${name}: expected main.ts in ${folder} or at or above ${__dirname}, found none; a review synthesizes the settings, for which this ` +
      "one file is not enough: run it in a clone of standby-mx, after npm ci",
  );
}

function modulesNear(directory: string): string {
  const modules = findModules(directory, __dirname);
  if (modules !== undefined) return modules;
  throw new ReviewError(
    `expected node_modules with cdktf at or above ${directory} or ${__dirname}, found none; run: npm ci`,
  );
}
