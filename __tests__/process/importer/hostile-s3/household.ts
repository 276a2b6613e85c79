import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../../../../fixtures/command";
import { importCommand, writeSettings } from "../../../../fixtures/importer";
import { type Ended, startProcess } from "../../../../fixtures/process";
import { s3Environment } from "../../../../fixtures/s3/s3-server";

/** What no honest run takes; it only keeps a run that hangs from holding up the others. */
const MAX_RUN_MS = 30_000;

/** One mailbox, ann's, on a machine with one importer. */
export class OneMailboxMachine {
  readonly place = mkdtempSync(join(tmpdir(), "hostile-s3-"));
  private readonly maildir = join(this.place, "Maildir");

  constructor(importer: object = {}) {
    for (const name of ["new", "cur", "tmp"]) mkdirSync(join(this.maildir, name), { recursive: true });
    writeSettings({ directory: this.place, user: "ann", bucket: "mail", maildir: this.maildir, importer });
  }

  /** Names of the files in ann's inbox. */
  delivered(): string[] {
    return readdirSync(join(this.maildir, "new"));
  }

  /** @param terminal a program, with arguments, that runs a shell command on a terminal of its own */
  start(
    endpoint: string | undefined,
    env: NodeJS.ProcessEnv = {},
    args: readonly string[] = [],
    terminal: readonly string[] = [],
  ) {
    const { AWS_ENDPOINT_URL_S3, ...environment } = s3Environment(endpoint ?? "");
    const command = [...importCommand(bundle, this.place), ...args];
    const [program = "", ...programArguments] =
      terminal.length > 0 ? [...terminal, command.join(" "), "/dev/null"] : command;
    return startProcess(program, programArguments, {
      env: {
        ...{ PATH: process.env.PATH, HOME: this.place, AWS_MAX_ATTEMPTS: "1", ...environment },
        ...(endpoint !== undefined && { AWS_ENDPOINT_URL_S3 }),
        ...env,
      },
      timeout: MAX_RUN_MS,
    });
  }

  run(...how: Parameters<OneMailboxMachine["start"]>): Promise<Ended> {
    return this.start(...how).ended;
  }

  remove(): void {
    rmSync(this.place, { recursive: true, force: true });
  }
}
