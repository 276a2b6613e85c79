import { type ChildProcess, spawn } from "node:child_process";
import { open } from "node:fs/promises";
import type { Mailbox } from "../../settings/model";
import { ownStdio } from "../machine/inherited-descriptors";
import type { Machine } from "../machine/machine";
import { MailboxError } from "../maildir/mailbox-error";
import { fillArguments } from "./arguments";
import { answerOf } from "./exit-status";
import type { Answer, HandoverEnvelope, Receiver, SpooledMessage } from "./transport";
import { hasCode } from "../../lib/errors";

const PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
/** Of what a program writes on standard error, only the beginning is kept. */
const MOST_WORDS = 4096;
/** A program that has gone into the background may keep its standard error open. */
const LAST_WORDS_MILLISECONDS = 1000;

/** Hands messages to a program like sendmail(8): the message on standard input, the outcome as exit code (sysexits.h). */
export class CommandReceiver implements Receiver {
  readonly name: string;
  private ids: { readonly uid: number; readonly gid: number } | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly mailbox: Mailbox,
    private readonly command: readonly [string, ...string[]],
    /** After so many milliseconds the program is killed. */
    private readonly patience: number,
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
    this.ids ??= await machine.resolveOwner(owner.user, owner.group).catch(fail);
    if (machine.uid !== 0 && machine.uid !== this.ids.uid) {
      const found = `${this.name} has to run as uid ${this.ids.uid}, but this process runs as uid ${machine.uid}`;
      throw new MailboxError(`${found}; run it as that user or as root`);
    }
  }

  async take(message: SpooledMessage, envelope: HandoverEnvelope): Promise<Answer> {
    const [program, ...args] = fillArguments(this.command, this.mailbox, envelope);
    const input = await open(message.path);
    try {
      const child = spawn(program, args, {
        stdio: ownStdio(input.fd, "ignore", "pipe"),
        env: { PATH },
        cwd: "/",
        // A process group of its own: the owner's Ctrl-C is not for it, and all of it can be killed.
        detached: true,
        ...(this.machine.uid === 0 && this.ids),
      });
      return await this.watch(child);
    } finally {
      await input.close();
    }
  }

  close(): void {
    // Nothing stays open between two messages.
  }

  private watch(child: ChildProcess): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let words = "";
      let killed = false;
      const limit = setTimeout(() => {
        killed = true;
        killGroup(child.pid);
      }, this.patience);
      const finish = (code: number | null, signal: string | null) => {
        child.stderr?.destroy();
        const complaint = killed ? `it did not end within ${this.patience / 1000} s` : firstLine(words);
        resolve(answerOf(code, signal, complaint));
      };
      child.stderr?.on("data", (chunk: Buffer) => {
        if (words.length < MOST_WORDS) words += chunk.toString();
      });
      child.once("error", (error) => {
        clearTimeout(limit);
        reject(new MailboxError(`cannot run ${this.name}: ${error.message}`, { cause: error }));
      });
      child.once("exit", (code, signal) => {
        clearTimeout(limit);
        const late = setTimeout(() => finish(code, signal), LAST_WORDS_MILLISECONDS);
        child.once("close", () => {
          clearTimeout(late);
          finish(code, signal);
        });
      });
    });
  }
}

/** A process with all that it has started and that has not left its group. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // It has just ended.
    if (!hasCode(error, "ESRCH")) throw error;
  }
}

function firstLine(words: string): string {
  const line = words.split("\n").find((text) => text.trim() !== "") ?? "";
  return line
    .replace(/\p{Cc}/gu, " ")
    .trim()
    .slice(0, 300);
}

function fail(error: unknown): never {
  throw MailboxError.from(error);
}
