import type { Destination, Mailbox } from "../../settings/model";
import type { Machine } from "../machine/machine";
import { CommandTransport } from "./command-transport";
import { lmtpServerName } from "./lmtp-session";
import { LmtpTransport } from "./lmtp-transport";
import type { Transport } from "./transport";

/** For people; `undefined`: a Maildir. */
export function transportName(destination: Destination): string | undefined {
  switch (destination.kind) {
    case "maildir":
      return undefined;
    case "lmtp":
      return lmtpServerName(destination.server);
    case "command":
      return destination.command[0];
  }
}

/** The transports of the mailboxes that are not Maildirs. */
export class Transports {
  constructor(
    private readonly machine: Machine,
    private readonly root: string | undefined,
    /** For one message. */
    private readonly timeoutMs: number,
  ) {}

  /** Below another root directory all mailboxes are Maildirs: a drill must not send anything. */
  serves({ destination }: Mailbox): boolean {
    return this.root === undefined && destination.kind !== "maildir";
  }

  /** Throws where the mailbox is a Maildir. */
  of(mailbox: Mailbox): Transport {
    const { machine, timeoutMs } = this;
    const { destination, user } = mailbox;
    if (destination.kind === "maildir") throw new TypeError(`the mailbox of ${user} is a Maildir`);
    if (destination.kind === "lmtp") return new LmtpTransport(machine.disk, destination.server, timeoutMs);
    return new CommandTransport(machine, mailbox, destination.command, timeoutMs);
  }
}
