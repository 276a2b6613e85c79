import { type ChildProcess, spawn } from "node:child_process";
import { open } from "node:fs/promises";
import type { Mailbox } from "../../settings/model";
import { stdioWithoutInherited } from "../machine/inherited-descriptors";
import type { Machine } from "../machine/machine";
import { MailboxError } from "../maildir/mailbox-error";
import { fillArguments } from "./arguments";
import { resultOf } from "./exit-status";
import type { SpoolFile } from "./spool";
import {
  resultForEach,
  stopReason,
  type RecipientResult,
  type Transport,
  type TransportResult,
  type TransportTimeouts,
} from "./transport";
import type { TransportEnvelope } from "../message/model";
import { afterAbort } from "../../lib/after-abort";
import { killGroup } from "../../lib/process/kill-group";
import { singleLine } from "../../lib/text";

const COMMAND_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
/** Characters of a program's standard error that are kept. */
const MAX_STDERR_CHARACTERS = 4096;
const MAX_COMPLAINT_CHARACTERS = 300;
/** Milliseconds to wait for the end of standard error, which a program in the background may keep open. */
const STDERR_CLOSE_TIMEOUT_MS = 1000;

/** Runs a program like sendmail(8): the message on standard input, the result as exit code (sysexits.h). */
export class CommandTransport implements Transport {
  readonly name: string;
  private ids: { readonly uid: number; readonly gid: number } | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly mailbox: Mailbox,
    private readonly command: readonly [string, ...string[]],
    private readonly timeouts: TransportTimeouts,
  ) {
    this.name = command[0];
  }

  async ready(): Promise<void> {
    const { machine, mailbox } = this;
    const { owner, user } = mailbox;
    if (!owner) {
      if (machine.uid !== 0) return;
      throw new MailboxError(`${this.name} would run as root for ${user}; set owner in the mailbox's settings`);
    }
    this.ids ??= await machine.resolveOwner(owner.user, owner.group).catch(throwMailboxError);
    if (machine.uid !== 0 && machine.uid !== this.ids.uid) {
      const found = `${this.name} has to run as uid ${this.ids.uid}, but this process runs as uid ${machine.uid}`;
      throw new MailboxError(`${found}; run the import as uid ${this.ids.uid} or as root`);
    }
  }

  async deliver(message: SpoolFile, envelope: TransportEnvelope): Promise<readonly RecipientResult[]> {
    const [program, ...args] = fillArguments(this.command, this.mailbox, envelope);
    const input = await open(message.path);
    try {
      const child = spawn(program, args, {
        stdio: stdioWithoutInherited(input.fd, "ignore", "pipe"),
        env: { PATH: COMMAND_PATH },
        cwd: "/",
        // A process group of its own: the operator's Ctrl-C does not reach it, and the whole group can be killed.
        detached: true,
        ...(this.machine.uid === 0 && this.ids),
      });
      return resultForEach(envelope.recipients, await this.watch(child));
    } finally {
      await input.close();
    }
  }

  close(): void {
    // Nothing stays open between two messages.
  }

  private watch(child: ChildProcess): Promise<TransportResult> {
    const { transportTimeoutMs, stopTimeoutMs, signal } = this.timeouts;
    return new Promise((resolve, reject) => {
      let stderr = "";
      let killedBecause: string | undefined;
      const kill = (reason: string) => {
        killedBecause ??= `the program ${reason}`;
        killGroup(child.pid);
      };
      const timer = setTimeout(() => kill(`did not end within ${transportTimeoutMs / 1000} s`), transportTimeoutMs);
      const cancelStop = afterAbort(signal, stopTimeoutMs, () => kill(stopReason(this.timeouts)));
      const clearTimers = () => {
        clearTimeout(timer);
        cancelStop();
      };
      const finish = (code: number | null, signalName: string | null) => {
        child.stderr?.destroy();
        resolve(resultOf(code, signalName, killedBecause ?? firstLine(stderr)));
      };
      child.stderr?.on("data", (chunk: Buffer) => {
        if (stderr.length < MAX_STDERR_CHARACTERS) stderr += chunk.toString();
      });
      child.once("error", (error) => {
        clearTimers();
        reject(new MailboxError(`cannot run ${this.name}: ${error.message}`, { cause: error }));
      });
      child.once("exit", (code, signalName) => {
        clearTimers();
        const lateTimer = setTimeout(() => finish(code, signalName), STDERR_CLOSE_TIMEOUT_MS);
        child.once("close", () => {
          clearTimeout(lateTimer);
          finish(code, signalName);
        });
      });
    });
  }
}

function firstLine(text: string): string {
  const line = text.split("\n").find((each) => each.trim() !== "") ?? "";
  return singleLine(line.trim()).slice(0, MAX_COMPLAINT_CHARACTERS);
}

function throwMailboxError(error: unknown): never {
  throw MailboxError.from(error);
}
