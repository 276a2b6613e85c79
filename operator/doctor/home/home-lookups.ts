import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Memo } from "../memo";

const run = promisify(execFile);

const COMMAND_TIMEOUT_MS = 4_000;

/** The output of programs of this machine; each program runs once in a run of doctor. */
export class HomeLookups {
  private readonly memo = new Memo();

  /** @param postfixDirectory Postfix's configuration, where it is not the default one */
  constructor(readonly postfixDirectory: string | undefined) {}

  /** Postfix's parameters with their values, `$names` in them replaced; `undefined`: there is no postconf here. */
  postconf(): Promise<ReadonlyMap<string, string> | undefined> {
    return this.memo.get("postconf", async () => {
      const directory = this.postfixDirectory === undefined ? [] : ["-c", this.postfixDirectory];
      const output = await this.output("postconf", ["-x", ...directory]);
      if (output === undefined) return undefined;
      const lines = output.split("\n").flatMap((line) => /^([^ ]+) = ?(.*)$/.exec(line)?.slice(1, 3) ?? []);
      return new Map(lines.flatMap((name, i) => (i % 2 === 0 ? [[name, lines[i + 1] ?? ""] as const] : [])));
    });
  }

  /** Services of Postfix's master.cf, a line each. */
  postfixServices(): Promise<readonly string[]> {
    return this.memo.get("postconf -M", async () => {
      const directory = this.postfixDirectory === undefined ? [] : ["-c", this.postfixDirectory];
      return (await this.output("postconf", [...directory, "-M"]))?.split("\n") ?? [];
    });
  }

  /** What a program prints; `undefined`: there is no such program. Throws where it fails. */
  async output(program: string, args: readonly string[]): Promise<string | undefined> {
    try {
      // Cron's PATH has no sbin, where Postfix and systemd's relatives are.
      const env = { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin:/usr/bin:/bin`, LC_ALL: "C" };
      const { stdout } = await run(program, args, { timeout: COMMAND_TIMEOUT_MS, maxBuffer: 4 * 1024 * 1024, env });
      return stdout;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }
}
