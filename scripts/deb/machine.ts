import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const POLL_MS = 100;
const MAX_POLLS = 300;

/** A root directory whose systemd runs in namespaces of its own (boot-root.sh). */
export class BuildMachine {
  private constructor(
    private readonly host: ChildProcess,
    private readonly init: number,
  ) {}

  static async boot(root: string): Promise<BuildMachine> {
    const host = spawn("bash", ["scripts/deb/boot-root.sh", root], { stdio: ["ignore", "inherit", "inherit"] });
    for (let poll = 0; poll < MAX_POLLS && host.exitCode === null; poll++) {
      await pause(POLL_MS);
      const init = onlyChild(host.pid!);
      // systemd is there when it answers; "degraded" counts, as a bare root has no kernel modules to load.
      if (
        init !== undefined &&
        spawnSync("nsenter", [...into(init), "systemctl", "is-system-running", "--wait"]).stdout.length > 8
      )
        return new BuildMachine(host, init);
    }
    host.kill("SIGKILL");
    throw new Error(`expected systemd to start in ${root}, found none that answers`);
  }

  /** Runs commands as root with `sh -e`, and returns what they printed; throws with that if one of them fails. */
  run(script: string): string {
    const { status, stdout } = spawnSync(
      "nsenter",
      [...into(this.init), "sh", "-ec", `cd /root; exec 2>&1\n${script}`],
      {
        encoding: "utf8",
        env: {
          PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
          HOME: "/root",
          DEBIAN_FRONTEND: "noninteractive",
          LC_ALL: "C.UTF-8",
        },
      },
    );
    process.stdout.write(`${script.replace(/^/gm, "  $ ")}\n${stdout.replace(/^(?=.)/gm, "    ")}`);
    if (status !== 0) throw new Error(`ended with ${status}:\n${script}\n${stdout}`);
    return stdout;
  }

  /** Runs commands and compares what they print. */
  expect(script: string, expected: RegExp): void {
    const found = this.run(script);
    if (!expected.test(found)) throw new Error(`${script}\nexpected ${String(expected)}, found:\n${found}`);
  }

  /** unshare(1) takes the first process of the namespace with it, and that one all others. */
  async stop(): Promise<void> {
    this.host.kill("SIGKILL");
    await once(this.host, "exit");
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

/** The process that unshare(1) started, once it has become systemd. */
function onlyChild(pid: number): number | undefined {
  const child = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim());
  if (!(child > 0)) return undefined;
  return readFileSync(`/proc/${child}/comm`, "utf8").trim() === "systemd" ? child : undefined;
}
