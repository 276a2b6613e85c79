import { join } from "node:path";
import { z } from "zod";
import { runNode } from "./run-node";

export interface ImportRequest {
  readonly root: string;
  readonly settings: string;
  /** The buckets. */
  readonly store: string;
  /** The disk of the owner's server. */
  readonly server: string;
  readonly signal: AbortSignal;
}

/** What one run of the import said. */
export interface ImportRun {
  readonly exitCode: number | null;
  readonly delivered: number;
  readonly said: string;
}

const because = z.array(z.object({ reason: z.string() }));
const summary = z.object({ delivered: z.number(), problems: because, held: because });

/** Imports as the owner's cron does: the real command, in a process of its own. */
export async function runImport({ root, settings, store, server, signal }: ImportRequest): Promise<ImportRun> {
  const command = join(root, "bin", "standby-mx.js");
  const args = [command, "import", "--settings", settings, "--store", `dir:${store}`, "--root", server, "--json"];
  const { exitCode, stdout, stderr } = await runNode(args, { cwd: server, signal });
  const parsed = summary.safeParse(safeJson(stdout));
  if (!parsed.success)
    throw new Error(`the import ended with exit code ${exitCode} and no result; it said:\n${stderr}`);
  const { delivered, problems, held } = parsed.data;
  const said = [...problems, ...held].map(({ reason }) => reason);
  return { exitCode, delivered, said: [...said, stderr.trim()].filter((line) => line !== "").join("; ") };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
