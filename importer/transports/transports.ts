import type { Destination, Mailbox } from "../../settings/model";
import type { Machine } from "../machine/machine";
import { CommandReceiver } from "./command-transport";
import { LmtpReceiver } from "./lmtp-transport";
import { nameOf } from "./lmtp-session";
import type { Receiver } from "./transport";

/** For people; `undefined`: a Maildir. */
export function receiverName(destination: Destination): string | undefined {
  switch (destination.kind) {
    case "maildir":
      return undefined;
    case "lmtp":
      return nameOf(destination.server);
    case "command":
      return destination.command[0];
  }
}

/** Who takes the mail of the mailboxes that are no Maildirs. */
export class Receivers {
  constructor(
    private readonly machine: Machine,
    private readonly root: string | undefined,
    /** Milliseconds for one message. */
    private readonly patience: number,
  ) {}

  /** Whether mail is handed over. Below another root directory all mailboxes are Maildirs: a rehearsal must not send anything. */
  takes({ destination }: Mailbox): boolean {
    return this.root === undefined && destination.kind !== "maildir";
  }

  /** Throws where the mailbox is a Maildir. */
  of(mailbox: Mailbox): Receiver {
    const { machine, patience } = this;
    const { destination, user } = mailbox;
    if (destination.kind === "maildir") throw new TypeError(`the mail of ${user} is not handed over`);
    if (destination.kind === "lmtp") return new LmtpReceiver(machine.disk, destination.server, patience);
    return new CommandReceiver(machine, mailbox, destination.command, patience);
  }
}
