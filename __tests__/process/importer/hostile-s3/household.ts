import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../../../../fixtures/command";
import { importCommand, writeSettings } from "../../../../fixtures/importer";
import { s3Environment } from "../../../../fixtures/s3/s3-server";

/** What no honest run takes; it only keeps a run that hangs from holding up the others. */
const MAX_RUN_MS = 30_000;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

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
    const child = spawn(program, programArguments, {
      env: {
        ...{ PATH: process.env.PATH, HOME: this.place, AWS_MAX_ATTEMPTS: "1", ...environment },
        ...(endpoint !== undefined && { AWS_ENDPOINT_URL_S3 }),
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    const tooLong = setTimeout(() => child.kill("SIGKILL"), MAX_RUN_MS);
    const ended = new Promise<Ran>((done, fail) => {
      child.once("error", fail);
      child.once("close", (code) => done({ code, stdout, stderr }));
    }).finally(() => clearTimeout(tooLong));
    return { child, ended };
  }

  run(...how: Parameters<OneMailboxMachine["start"]>): Promise<Ran> {
    return this.start(...how).ended;
  }

  remove(): void {
    rmSync(this.place, { recursive: true, force: true });
  }
}
