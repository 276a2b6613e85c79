import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { localLayout } from "./layout";

/** Makes systemd load new and removed units, if systemd runs on this machine. */
export function reload(root: string): void {
  if (runsHere(root)) run("systemctl", "daemon-reload");
}

/** Creates the user of the units, and sets the modes of files with secrets. */
export function applyConfiguration(root: string): void {
  if (!runsHere(root)) return;
  run("systemd-sysusers", `${localLayout.sysusers}/standby-mx.conf`);
  run("systemd-tmpfiles", "--create", `${localLayout.tmpfiles}/standby-mx.conf`);
}

/** Stops and disables the enabled units of standby-mx; returns their names. */
export function disable(root: string): readonly string[] {
  if (!runsHere(root)) return [];
  const names = enabledUnits(root);
  if (names.length > 0) run("systemctl", "disable", "--now", ...names);
  return names;
}

/** `systemctl enable` makes links in directories `*.wants`. */
function enabledUnits(root: string): string[] {
  const directory = join(root, localLayout.units);
  const targets = readdirSync(directory).filter((name) => name.endsWith(".wants"));
  return targets.flatMap((target) =>
    readdirSync(join(directory, target)).filter((name) => /^standby-mx(-watch)?(@[^@]+)?\.(timer|service)$/.test(name)),
  );
}

function runsHere(root: string): boolean {
  return root === "/" && existsSync("/run/systemd/system");
}

/** Runs a program of systemd; its errors go to standard error. */
function run(program: string, ...args: string[]): void {
  spawnSync(program, args, { stdio: ["ignore", "ignore", "inherit"] });
}
