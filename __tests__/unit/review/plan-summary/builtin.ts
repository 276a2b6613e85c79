import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const binary = process.env.TERRAFORM_BINARY_NAME || "terraform";
const env = { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_CLI_CONFIG_FILE: "" };

export const terraformIsHere = spawnSync(binary, ["version"], { stdio: "ignore", env }).status === 0;

/** An applied configuration and the next configuration, for the provider that is built into Terraform and needs no download. */
export interface BuiltinChange {
  readonly before: string;
  readonly after: string;
  readonly taint?: string;
  readonly plan?: readonly string[];
}

/** The plan of a case as JSON, made by the Terraform or OpenTofu of this machine. */
export function planOf({ before, after, taint, plan = [] }: BuiltinChange): string {
  const folder = mkdtempSync(join(tmpdir(), "standby-mx-builtin-"));
  const run = (...args: string[]) => execFileSync(binary, args, { cwd: folder, env, encoding: "utf8", stdio: "pipe" });
  try {
    mkdirSync(join(folder, "module"));
    writeFileSync(join(folder, "module/main.tf"), data("inside"));
    writeFileSync(join(folder, "main.tf"), before);
    run("init", "-input=false");
    run("apply", "-auto-approve", "-input=false");
    if (taint !== undefined) run("taint", taint);
    writeFileSync(join(folder, "main.tf"), after);
    run("init", "-input=false");
    run("plan", "-input=false", "-out=plan", ...plan);
    return run("show", "-json", "plan");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A resource of the built-in provider. */
export function data(name: string, body = ""): string {
  return `resource "terraform_data" "${name}" {\n${body}\n}\n`;
}
