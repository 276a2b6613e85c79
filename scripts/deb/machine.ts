import execa from "execa";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const POLL_MS = 100;
const MAX_POLLS = 300;

/** A root directory with a systemd that runs in its own namespaces (boot-root.sh). */
export class BuildMachine {
  private constructor(
    private readonly host: execa.ExecaChildProcess,
    private readonly init: number,
  ) {}

  static async boot(root: string): Promise<BuildMachine> {
    const stdio = ["ignore", "inherit", "inherit"] as const;
    const host = execa("bash", ["scripts/deb/boot-root.sh", root], { stdio, reject: false });
    for (let poll = 0; poll < MAX_POLLS && host.exitCode === null; poll++) {
      await pause(POLL_MS);
      const init = onlyChild(host.pid!);
      if (init !== undefined && isRunning(init)) return new BuildMachine(host, init);
    }
    host.kill("SIGKILL");
    throw new Error(`expected systemd to start in ${root}, found no running systemd`);
  }

  /**
   * Runs commands as root with `sh -e`, and returns their output; throws an error with the output if a command fails.
   */
  run(script: string): string {
    const args = [...into(this.init), "sh", "-ec", `cd /root; exec 2>&1\n${script}`];
    const result = execa.sync("nsenter", args, {
      env: {
        PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
        HOME: "/root",
        DEBIAN_FRONTEND: "noninteractive",
        LC_ALL: "C.UTF-8",
      },
      extendEnv: false,
      stripFinalNewline: false,
      reject: false,
    });
    process.stdout.write(`${script.replace(/^/gm, "  $ ")}\n${result.stdout.replace(/^(?=.)/gm, "    ")}`);
    if (result.failed) throw result as unknown as Error;
    return result.stdout;
  }

  /** Runs commands and compares their output. */
  expect(script: string, expected: RegExp): void {
    const found = this.run(script);
    if (!expected.test(found)) throw new Error(`${script}\nexpected ${String(expected)}, found:\n${found}`);
  }

  /** When unshare(1) is killed, the first process of the namespace ends with it, and then all other processes. */
  async stop(): Promise<void> {
    this.host.kill("SIGKILL");
    await this.host;
  }
}

const into = (pid: number) => [
  "--target",
  String(pid),
  "--mount",
  "--pid",
  "--uts",
  "--ipc",
  "--cgroup",
  "--root",
  "--wd",
];

/** Whether systemd has started all units; "degraded" counts, as a bare root has no kernel modules to load. */
function isRunning(init: number): boolean {
  const ask = [...into(init), "systemctl", "is-system-running", "--wait"];
  return /^(running|degraded)$/.test(execa.sync("nsenter", ask, { reject: false }).stdout);
}

/** The process that unshare(1) started, once it has become systemd. */
function onlyChild(pid: number): number | undefined {
  const child = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim());
  if (!(child > 0)) return undefined;
  return readFileSync(`/proc/${child}/comm`, "utf8").trim() === "systemd" ? child : undefined;
}
