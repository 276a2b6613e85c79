import type { Destination, Mailbox } from "../../settings/model";
import type { Machine } from "../machine/machine";
import { CommandTransport } from "./command-transport";
import { serverName } from "./connect-server";
import { SmtpTransport } from "./smtp-transport";
import type { Transport, TransportTimeouts } from "./transport";

/** The transport as messages name it; `undefined`: a Maildir. */
export function transportName(destination: Destination): string | undefined {
  switch (destination.kind) {
    case "maildir":
      return undefined;
    case "command":
      return destination.command[0];
    default:
      return serverName(destination);
  }
}

/** The transports of the mailboxes that are not Maildirs. */
export class Transports {
  constructor(
    private readonly machine: Machine,
    private readonly root: string | undefined,
    private readonly timeouts: TransportTimeouts,
  ) {}

  /** Below another root directory all mailboxes are Maildirs: a drill must not send anything. */
  serves({ destination }: Mailbox): boolean {
    return this.root === undefined && destination.kind !== "maildir";
  }

  /** Throws where the mailbox is a Maildir. */
  of(mailbox: Mailbox): Transport {
    const { machine, timeouts } = this;
    const { destination, user } = mailbox;
    if (destination.kind === "maildir") throw new TypeError(`the mailbox of ${user} is a Maildir`);
    if (destination.kind === "command") return new CommandTransport(machine, mailbox, destination.command, timeouts);
    return new SmtpTransport(machine.disk, destination, timeouts);
  }
}
