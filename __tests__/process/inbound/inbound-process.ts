import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Testing } from "cdktf";
import { bundle } from "../../../fixtures/command";
import { type Ended, type RunningProcess, startProcess } from "../../../fixtures/process";
import { StandbyStack } from "../../../stacks/standby-stack";
import { settings } from "../../unit/stacks/settings";

/** The files of the endpoints of a test file: the rules of a synthesized stack and a store. */
export class InboundFiles {
  readonly directory = mkdtempSync(join(tmpdir(), "standby-inbound-process-"));
  readonly rules = join(this.directory, "cdk.tf.json");
  readonly store = join(this.directory, "store");
  /** Options of an endpoint on a free port. */
  readonly options = ["--rules", this.rules, "--store", `dir:${this.store}`, "--listen", "127.0.0.1:0"];

  constructor() {
    const all = settings();
    const stack = new StandbyStack(Testing.app(), { settings: all, region: all.regions[0] });
    writeFileSync(this.rules, Testing.synth(stack));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

/** `standby-mx inbound` as a process, with a limit on the size of its files. */
export class InboundProcess {
  /** The lines of standard output so far. */
  readonly lines: string[] = [];
  private readonly process: RunningProcess;

  constructor(args: readonly string[], { temporary = tmpdir(), maxFileBytes = Infinity, env = {} } = {}) {
    // A write beyond the limit fails, as on a full disk, instead of a signal.
    const limit = maxFileBytes === Infinity ? "unlimited" : maxFileBytes / 512;
    const shell = `trap "" XFSZ; ulimit -f ${limit}; exec "$@"`;
    const command = [process.execPath, bundle, "inbound", "--no-dns", ...args];
    const credentials = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
    this.process = startProcess("sh", ["-c", shell, "--", ...command], {
      env: { ...process.env, TMPDIR: temporary, ...credentials, ...env },
    });
  }

  /** Resolves with the endpoint's port. */
  async listening(): Promise<number> {
    const output = createInterface({ input: this.process.child.stdout! });
    return new Promise((resolve, reject) => {
      output.on("line", (line) => {
        this.lines.push(line);
        const [, port] = /^listening on 127\.0\.0\.1:(\d+), rules of /.exec(line) ?? [];
        if (port !== undefined) resolve(Number(port));
      });
      void this.process.ended.then(({ stderr }) => reject(new Error(stderr)), reject);
    });
  }

  /** Resolves when a line with that text is printed. */
  async prints(text: string): Promise<void> {
    while (!this.lines.some((line) => line.includes(text))) await once(this.process.child.stdout!, "data");
  }

  /** Sends the signal, if any, and waits for the end of the process. */
  stopped(signal?: NodeJS.Signals): Promise<Ended> {
    if (signal !== undefined) this.process.child.kill(signal);
    return this.process.ended;
  }
}
