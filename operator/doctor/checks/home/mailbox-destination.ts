import { access, constants } from "node:fs/promises";
import type { ServerDestination } from "../../../../settings/model";
import type { Finding } from "../../model";
import { SmtpClient, SmtpError } from "../../smtp/smtp-client";
import { homeCheck, isMaildir, mailboxOf, usersOf } from "./home-check";

const NOT_DELIVERED = "The importer delivers nothing to this mailbox: its mail waits in the bucket.";

export const mailboxDestination = homeCheck({
  id: "mailbox-destination",
  title: "Does the mail server of this destination answer, or does the program exist?",
  subjects: usersOf((mailbox) => !isMaildir(mailbox)),
  async look(user, context, signal): Promise<Finding> {
    const { destination } = mailboxOf(context, user);
    if (destination.kind === "command") return lookAtProgram(context.root + destination.command[0]);
    if (destination.kind === "maildir") throw new Error(`the mailbox ${user} has a Maildir`);
    return lookAtServer(destination, signal);
  },
});

async function lookAtProgram(path: string): Promise<Finding> {
  try {
    await access(path, constants.X_OK);
    return { status: "OK", found: path };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A directory in the path may deny access to users other than root.
    if (code === "EACCES" && process.getuid?.() !== 0) throw error;
    const found = `${path}: ${code}`;
    const advice = "install the program, or correct destination.command in the settings";
    return { status: "FAIL", found, expected: "a program that can be run", why: NOT_DELIVERED, advice };
  }
}

/** For each kind of server: the greeting command, and the usual name of its service. */
const SERVERS = {
  lmtp: { hello: "LHLO", expected: "an LMTP server", service: "dovecot" },
  smtp: { hello: "EHLO", expected: "an SMTP server", service: "postfix" },
} as const;

/** Greets the server, and sends nothing. */
async function lookAtServer({ kind, server }: ServerDestination, signal: AbortSignal): Promise<Finding> {
  const name = "path" in server ? server.path : `${server.host}:${server.port}`;
  const { hello: command, expected, service } = SERVERS[kind];
  const advice = `start the server (systemctl start ${service}), or correct destination.${kind} in the settings`;
  try {
    const client = await SmtpClient.connect({ ...server }, signal);
    try {
      const greeting = await client.reply();
      const hello = greeting.code === 220 ? await client.send(`${command} doctor.standby-mx.invalid`) : greeting;
      await client.send("QUIT").catch(() => undefined);
      if (hello.code === 250) return { status: "OK", found: name };
      return {
        status: "FAIL",
        found: `${name} answered ${hello.code} ${hello.text}`,
        expected,
        why: NOT_DELIVERED,
        advice,
      };
    } finally {
      client.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (signal.aborted || code === "EACCES") throw error;
    if (code === undefined && !(error instanceof SmtpError)) throw error;
    return { status: "FAIL", found: `${name}: ${code ?? message}`, expected, why: NOT_DELIVERED, advice };
  }
}
