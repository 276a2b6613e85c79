import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { listOf } from "../model/describe";
import { ReviewError } from "../model/errors";
import type { Stack } from "../model/stack";
import { bothSides } from "./both-sides";
import { readSynthesized } from "./read-synthesized";
import { readSide, type SideRequest } from "./side";

/**
 * The stacks of head: those of a folder or revision (the working directory unless given), or those of a folder of JSON. With both, the
 * stacks of the JSON, which say that they cannot be judged if they differ from the stacks of the folder or revision.
 */
export async function readHeadSide(
  request: Omit<SideRequest, "name" | "where">,
  where: string | undefined,
  jsonFolder: string | undefined,
): Promise<Map<string, Stack>> {
  const side = (folder: string) => readSide({ ...request, name: "head", where: folder });
  if (jsonFolder === undefined) return side(where ?? ".");
  if (where === undefined) return readJson(jsonFolder);
  const [json, made] = await bothSides(readJson(jsonFolder), side(where));
  return withDifference(json, made);
}

/** The synthesized stacks of an untrusted folder: the review reads the folder and runs nothing in it. */
async function readJson(where: string): Promise<Map<string, Stack>> {
  if (where.trim() === "") throw new ReviewError(`--head-json: expected a folder, found "${where}"`);
  const folder = resolve(where);
  const stacks = await readSynthesized(folder);
  if (stacks.size > 0) return stacks;
  throw new ReviewError(`--head-json: expected a synthesized cdk.tf.json in ${folder}, found none`);
}

/** The stacks of the JSON; if they differ from the stacks that this process has synthesized, the first stack says so. */
function withDifference(json: ReadonlyMap<string, Stack>, made: ReadonlyMap<string, Stack>): Map<string, Stack> {
  const notes = [...made.values()].flatMap(({ unjudged = [] }) => unjudged);
  const names = [...new Set([...json.keys(), ...made.keys()])];
  const different = names.filter((name) => !isDeepStrictEqual(contentOf(json.get(name)), contentOf(made.get(name))));
  if (different.length > 0) {
    notes.push(
      `--head-json has other stacks than --head synthesizes to: ${listOf(different)}. The JSON was made by another program (a change of main.ts, stacks/, settings/ or ` +
        "package-lock.json) or edited: read that change too, or synthesize the JSON again",
    );
  }
  const [first] = json.keys();
  return new Map([...json].map(([name, stack]) => [name, name === first ? { ...stack, unjudged: notes } : stack]));
}

/** The stack without the remarks of this review. */
const contentOf = (stack: Stack | undefined): Stack | undefined => stack && { ...stack, unjudged: [] };
