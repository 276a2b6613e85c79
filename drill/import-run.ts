import * as z from "zod";
import { runNode } from "../lib/process/run-node";
import type { Timeline } from "./timeline";

export interface ImportRequest {
  /** The JavaScript file of the `standby-mx` command. */
  readonly command: string;
  readonly settings: string;
  /** The directory of the buckets. */
  readonly store: string;
  /** The root directory of the simulated server. */
  readonly server: string;
  /** The host of the settings whose mail is imported; `undefined`: the settings name no host. */
  readonly host: string | undefined;
  readonly clock: Pick<Timeline, "seconds">;
  readonly signal: AbortSignal;
}

/** The result of one run of the import. */
export interface ImportRun {
  /** The mail host that imported its mailboxes' mail, if there are several. */
  readonly host?: string;
  /** Seconds after the start of the drill. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly exitCode: number | null;
  readonly delivered: number;
  readonly stderr: string;
}

const summary = z.object({ delivered: z.number() });

/** Runs the import as cron does: the real command, in a process of its own. */
export async function runImport(request: ImportRequest): Promise<ImportRun> {
  const { command, settings, store, server, host, clock, signal } = request;
  const startedAt = clock.seconds;
  const args = [command, "import", "--settings", settings, "--store", `dir:${store}`, "--root", server, "--json"];
  if (host !== undefined) args.push("--host", host);
  const { exitCode, stdout, stderr } = await runNode(args, { cwd: server, signal });
  const parsed = summary.safeParse(safeJson(stdout));
  if (!parsed.success)
    throw new Error(`the import ended with exit code ${exitCode} and without a result; its standard error:\n${stderr}`);
  const { delivered } = parsed.data;
  return {
    ...(host !== undefined && { host }),
    startedAt,
    endedAt: clock.seconds,
    exitCode,
    delivered,
    stderr: stderr.trim(),
  };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
