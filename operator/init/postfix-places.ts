import { join, posix } from "node:path";
import type { PostfixServer } from "../users/postfix/server";
import type { PasswdUser } from "../users/sources/passwd";
import { lmtpOf } from "./lmtp-server";
import type { MailboxPlace, PlaceSources } from "./mailbox-place";

/** Derives the place of a mailbox as the delivery agents virtual(8) and local(8) do. */
export function placeByPostfix(mailbox: string, { postfix, users }: PlaceSources): MailboxPlace {
  if (mailbox.includes("@")) return postfix === undefined ? UNKNOWN_PLACE : virtualPlace(mailbox, postfix);
  const account = users.find(({ user }) => user === mailbox);
  if (postfix === undefined && account !== undefined) return maildirOf(join(account.home, "Maildir"), account);
  return postfix === undefined ? UNKNOWN_PLACE : localPlace(mailbox, account, postfix);
}

function virtualPlace(mailbox: string, { parameters, maps }: PostfixServer): MailboxPlace {
  const other = byTransport("virtual_transport", parameters, "virtual");
  if (other !== undefined) return other;
  const value = maps.virtual_mailbox_maps.map((table) => table.find(mailbox)).find((found) => found);
  if (value === undefined) return UNKNOWN_PLACE;
  const path = posix.join(parameters.virtual_mailbox_base, value);
  if (!path.endsWith("/")) return inFile(path);
  const id = (text: string) => /^static:(\d+)$/.exec(text)?.[1];
  const [uid, gid] = [id(parameters.virtual_uid_maps), id(parameters.virtual_gid_maps)];
  return {
    maildir: path.replace(/\/$/, ""),
    owner: uid !== undefined && gid !== undefined ? `${uid}:${gid}` : undefined,
  };
}

/** The first of these parameters that is set decides (local(8), "DELIVERY METHOD CONTROLS" and "MAILBOX LOCATION"). */
function localPlace(mailbox: string, account: PasswdUser | undefined, { parameters }: PostfixServer): MailboxPlace {
  const other = byTransport("local_transport", parameters, "local") ?? byTransport("mailbox_transport", parameters, "");
  if (parameters.mailbox_transport_maps !== "") return handedTo("mailbox_transport_maps", parameters);
  if (other !== undefined) return other;
  if (account === undefined) return UNKNOWN_PLACE;
  for (const name of ["mailbox_command_maps", "mailbox_command"] as const) {
    if (parameters[name] !== "") return handedTo(name, parameters);
  }
  const { home_mailbox, mail_spool_directory } = parameters;
  // Postfix appends the user's name to the spool directory, so its slash says that the mail is in a Maildir.
  const spool = `${join(mail_spool_directory, mailbox)}${mail_spool_directory.endsWith("/") ? "/" : ""}`;
  const path = home_mailbox === "" ? spool : join(account.home, home_mailbox);
  return path.endsWith("/") ? maildirOf(path.replace(/\/$/, ""), account) : inFile(path);
}

/** The place if another transport than Postfix's own delivery agent gets the mail. */
function byTransport(
  name: "virtual_transport" | "local_transport" | "mailbox_transport",
  parameters: PostfixServer["parameters"],
  own: string,
): MailboxPlace | undefined {
  const transport = parameters[name];
  if (transport === "" || transport.replace(/:.*/s, "") === own) return undefined;
  const lmtp = lmtpOf(transport, parameters.queue_directory);
  return lmtp === undefined ? handedTo(name, parameters) : { lmtp };
}

const maildirOf = (maildir: string, { uid, gid }: PasswdUser): MailboxPlace => ({ maildir, owner: `${uid}:${gid}` });

const THROUGH_POSTFIX = 'let Postfix deliver, by destination: { smtp: "127.0.0.1:25", recipients: mailbox }';

const inFile = (path: string): MailboxPlace => ({
  doubt: `Postfix keeps its mail in the file ${path}, which is not a Maildir`,
  advice: THROUGH_POSTFIX,
});

const handedTo = (name: keyof PostfixServer["parameters"], parameters: PostfixServer["parameters"]): MailboxPlace => ({
  doubt: `Postfix does not deliver its mail itself: ${name} is ${parameters[name]}`,
  advice: `${THROUGH_POSTFIX}, or set the Maildir that the program fills`,
});

const UNKNOWN_PLACE: MailboxPlace = { doubt: "neither Dovecot nor Postfix says where its mail is" };
