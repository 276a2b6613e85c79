import { z } from "zod";
import { runNode } from "../lib/process/run-node";

export interface ImportRequest {
  /** The `standby-mx` command: a JavaScript file. */
  readonly command: string;
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

const summary = z.object({ delivered: z.number() });

/** Imports as the owner's cron does: the real command, in a process of its own. */
export async function runImport({ command, settings, store, server, signal }: ImportRequest): Promise<ImportRun> {
  const args = [command, "import", "--settings", settings, "--store", `dir:${store}`, "--root", server, "--json"];
  const { exitCode, stdout, stderr } = await runNode(args, { cwd: server, signal });
  const parsed = summary.safeParse(safeJson(stdout));
  if (!parsed.success)
    throw new Error(`the import ended with exit code ${exitCode} and no result; it said:\n${stderr}`);
  return { exitCode, delivered: parsed.data.delivered, said: stderr.trim() };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
