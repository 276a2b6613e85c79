import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Memo } from "../memo";
import { MIB } from "../../../lib/bytes";
import { hasCode } from "../../../lib/errors";

const run = promisify(execFile);

const COMMAND_TIMEOUT_MS = 4_000;

/** The output of programs of this machine; each program runs once in a run of doctor. */
export class HomeLookups {
  private readonly memo = new Memo();

  /** @param postfixDirectory Postfix's configuration directory, if not the default one */
  constructor(readonly postfixDirectory: string | undefined) {}

  /**
   * Postfix's parameters with their values, in which `$names` are replaced; `undefined`: this machine has no postconf.
   */
  postconf(): Promise<ReadonlyMap<string, string> | undefined> {
    return this.memo.get("postconf", async () => {
      const directory = this.postfixDirectory === undefined ? [] : ["-c", this.postfixDirectory];
      const output = await this.output("postconf", ["-x", ...directory]);
      if (output === undefined) return undefined;
      const lines = output.split("\n").flatMap((line) => /^([^ ]+) = ?(.*)$/.exec(line)?.slice(1, 3) ?? []);
      return new Map(lines.flatMap((name, i) => (i % 2 === 0 ? [[name, lines[i + 1] ?? ""] as const] : [])));
    });
  }

  /** Services of Postfix's master.cf, one line each. */
  postfixServices(): Promise<readonly string[]> {
    return this.memo.get("postconf -M", async () => {
      const directory = this.postfixDirectory === undefined ? [] : ["-c", this.postfixDirectory];
      return (await this.output("postconf", [...directory, "-M"]))?.split("\n") ?? [];
    });
  }

  /** The standard output of a program; `undefined`: there is no such program. Throws if the program fails. */
  async output(program: string, args: readonly string[]): Promise<string | undefined> {
    try {
      // Cron's PATH lacks the sbin directories, which contain the programs of Postfix and systemd.
      const env = { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin:/usr/bin:/bin`, LC_ALL: "C" };
      const { stdout } = await run(program, args, { timeout: COMMAND_TIMEOUT_MS, maxBuffer: 4 * MIB, env });
      return stdout;
    } catch (error) {
      if (hasCode(error, "ENOENT")) return undefined;
      throw error;
    }
  }
}
