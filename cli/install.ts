import { readFileSync } from "node:fs";
import { Option, type Command } from "commander";
import { ExitCode } from "../lib/exit-codes";
import { commandTree } from "../operator/install/command-tree";
import { installedFiles } from "../operator/install/files";
import { install, uninstall, writeInstalledFiles, type FileChange } from "../operator/install/install";
import { localLayout, packageLayout } from "../operator/install/layout";
import { applyConfiguration, disable, reload } from "../operator/install/systemd";
import { COMMAND_HELP, COMMON_EXIT_CODES } from "./command-help";
import { reportError } from "./report-error";
import { rootOption } from "./root-option";

interface InstallFlags {
  readonly root: string;
  readonly print?: boolean;
  readonly forPackage?: boolean;
}

const machineRoot = () => rootOption("root directory of the machine").default("/");

export function registerInstall(program: Command): void {
  program
    .command("install")
    .description("install systemd units, manual page and completions")
    .option("--print", "print each file instead of writing it")
    .addOption(machineRoot())
    .addOption(new Option("--for-package", "write the tree of a Debian package").hideHelp())
    .action((flags: InstallFlags) => {
      process.exitCode = reporting("install", () => runInstall(program, flags));
    });
}

export function registerUninstall(program: Command): void {
  program
    .command("uninstall")
    .description("remove the installed files; keep settings, journal and mail")
    .addOption(machineRoot())
    .action(({ root }: InstallFlags) => {
      process.exitCode = reporting("uninstall", () => {
        for (const unit of disable(root)) process.stdout.write(`disabled  ${unit}\n`);
        const changes = uninstall(root);
        if (changes.length === 0) process.stdout.write("nothing was installed by standby-mx install\n");
        reload(root);
        return printChanges(changes, "Edited files were kept; remove them by hand.");
      });
    });
}

function runInstall(program: Command, { root, print, forPackage }: InstallFlags): number {
  const version = program.version()!;
  const { SOURCE_DATE_EPOCH: epoch } = process.env;
  const files = installedFiles(forPackage ? packageLayout : localLayout, {
    bundle: readFileSync(__filename, "utf8"),
    program: commandTree(program),
    version,
    date: epoch === undefined ? new Date() : new Date(Number(epoch) * 1000),
    notes: COMMAND_HELP,
    exitCodes: COMMON_EXIT_CODES,
  });
  if (print) {
    const texts = files.filter(({ content }) => !content.startsWith("#!"));
    process.stdout.write(`${files[0]!.path}: this program\n`);
    for (const { path, content } of texts) process.stdout.write(`\n==> ${path} <==\n${content}`);
    return ExitCode.done;
  }
  if (forPackage) {
    writeInstalledFiles(root, files);
    return ExitCode.done;
  }
  const changes = install(root, version, files);
  reload(root);
  applyConfiguration(root);
  const advice = "put your changes into drop-ins (systemctl edit UNIT), remove the edited files, and run this again.";
  const exitCode = printChanges(changes, `Edited files were kept; ${advice}`);
  process.stdout.write(
    "next: write /etc/standby-mx.yaml (standby-mx init) and /etc/standby-mx.credentials, then run\n" +
      "  systemctl enable --now standby-mx.timer\n" +
      "  standby-mx doctor unit-paths    # may the unit write to the Maildirs?\n",
  );
  return exitCode;
}

function printChanges(changes: readonly FileChange[], ifEdited: string): number {
  for (const { path, change } of changes) process.stdout.write(`${change.padEnd(9)} ${path}\n`);
  if (changes.every(({ change }) => change !== "edited")) return ExitCode.done;
  process.stderr.write(`${ifEdited}\n`);
  return ExitCode.someHeld;
}

function reporting(command: string, run: () => number): number {
  try {
    return run();
  } catch (error) {
    return reportError(error, command);
  }
}
