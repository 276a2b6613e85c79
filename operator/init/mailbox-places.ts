import { stat } from "node:fs/promises";
import { isAbsolute, join, posix } from "node:path";
import { inParallel } from "../../lib/in-parallel";
import { splitAddress } from "../users/address";
import type { PostfixServer } from "../users/postfix/server";
import { runProgram } from "../users/run-program";
import { findLmtpServer } from "./lmtp-server";
import type { PasswdUser } from "../users/sources/passwd";

/** The place of a mailbox on this machine; `undefined` members were not found. */
export interface MailboxPlace {
  readonly maildir?: string | undefined;
  /** The LMTP server that delivers the mailbox's mail, if that is not in a Maildir. */
  readonly lmtp?: string | undefined;
  /** `uid:gid`, if the owner of the Maildir on disk does not show it. */
  readonly owner?: string | undefined;
  /** A doubt that the operator must resolve. */
  readonly doubt?: string | undefined;
}

export interface PlaceSources {
  readonly postfix: PostfixServer | undefined;
  /** Dovecot's configuration file; `undefined`: the default file. Ignored if there is no Dovecot. */
  readonly dovecotConfig: string | undefined;
  readonly users: readonly PasswdUser[];
}

/** Maximum number of doveadm(1) processes at a time. */
const MAX_DOVEADM_AT_ONCE = 4;

/** Asks Dovecot for the place of each mailbox, or else derives the place as Postfix's own delivery agents do. */
export async function findPlaces(
  mailboxes: readonly string[],
  sources: PlaceSources,
): Promise<ReadonlyMap<string, MailboxPlace>> {
  const { postfix, dovecotConfig } = sources;
  const doveconf = ["doveconf", ...(dovecotConfig === undefined ? [] : ["-c", dovecotConfig])] as const;
  const location = await dovecotLocation(doveconf);
  const lmtp = location === undefined ? undefined : await findLmtpServer(postfix, [...doveconf]);
  const places = await inParallel(mailboxes, MAX_DOVEADM_AT_ONCE, async (mailbox) => {
    const byDovecot = location === undefined ? undefined : await askDovecot(mailbox, location, dovecotConfig, lmtp);
    return checked(byDovecot ?? byPostfix(mailbox, sources));
  });
  return new Map(mailboxes.map((mailbox, index) => [mailbox, places[index] ?? {}]));
}

/** Dovecot's `mail_location`; `undefined`: this machine has no Dovecot. */
async function dovecotLocation(doveconf: readonly [string, ...string[]]): Promise<string | undefined> {
  const result = await runProgram([...doveconf, "-h", "mail_location"]).catch(() => undefined);
  return result?.exitCode === 0 ? result.stdout.trim() : undefined;
}

async function askDovecot(
  mailbox: string,
  location: string,
  configFile: string | undefined,
  lmtp: string | undefined,
): Promise<MailboxPlace | undefined> {
  const config = configFile === undefined ? [] : ["-c", configFile];
  const result = await runProgram(["doveadm", ...config, "user", mailbox]).catch(() => undefined);
  if (result?.exitCode !== 0) return undefined;
  const fields = new Map(
    result.stdout.split("\n").map((line): [string, string] => {
      const [name = "", ...value] = line.split(/\s+/);
      return [name, value.join(" ")];
    }),
  );
  const [uid, gid, home] = [fields.get("uid"), fields.get("gid"), fields.get("home")];
  const owner = uid !== undefined && gid !== undefined ? `${uid}:${gid}` : undefined;
  const mail = fields.get("mail") || location;
  const [format = "", path = ""] = /^([a-z]+):([^:]*)/.exec(mail)?.slice(1) ?? [];
  const why =
    format !== "maildir"
      ? `Dovecot keeps its mail as ${JSON.stringify(mail)}, which is not a Maildir`
      : /:LAYOUT=fs/i.test(mail) && "its folders have LAYOUT=fs, not Maildir++";
  if (!why) return { maildir: expandLocation(path, mailbox, home), owner };
  if (lmtp !== undefined) return { lmtp };
  return { owner, doubt: `${why}, and no LMTP server was found: set destination: { lmtp: … }` };
}

/** https://doc.dovecot.org/2.3/configuration_manual/config_file/config_variables/ */
export function expandLocation(path: string, mailbox: string, home: string | undefined): string | undefined {
  const { localPart, domain = "" } = splitAddress(mailbox);
  const values: Readonly<Record<string, string | undefined>> = { u: mailbox, n: localPart, d: domain, h: home };
  const filled = path
    .replace(/^~(?=\/|$)/, home ?? "~")
    .replace(/%L?([undh])/g, (whole, letter: string) => values[letter] ?? whole);
  return isAbsolute(filled) && !/[%~]/.test(filled) ? posix.normalize(filled).replace(/\/$/, "") : undefined;
}

function byPostfix(mailbox: string, { postfix, users }: PlaceSources): MailboxPlace {
  const parameters = postfix?.parameters;
  if (mailbox.includes("@")) {
    const value = postfix?.maps.virtual_mailbox_maps.map((table) => table.find(mailbox)).find((found) => found);
    if (parameters === undefined || value === undefined || !value.endsWith("/")) return { doubt: NO_PLACE };
    const id = (text: string) => /^static:(\d+)$/.exec(text)?.[1];
    const [uid, gid] = [id(parameters.virtual_uid_maps), id(parameters.virtual_gid_maps)];
    return {
      maildir: posix.join(parameters.virtual_mailbox_base, value).replace(/\/$/, ""),
      owner: uid !== undefined && gid !== undefined ? `${uid}:${gid}` : undefined,
    };
  }
  const user = users.find((found) => found.user === mailbox);
  if (user === undefined) return { doubt: NO_PLACE };
  const home = parameters?.home_mailbox ?? "Maildir/";
  if (!home.endsWith("/")) {
    const path = home === "" ? join(parameters?.mail_spool_directory || "/var/mail", mailbox) : join(user.home, home);
    return {
      doubt: `Postfix keeps its mail in the file ${path}, which is not a Maildir: set destination: { smtp: "127.0.0.1:25", recipients: mailbox }`,
    };
  }
  return { maildir: join(user.home, home).replace(/\/$/, ""), owner: `${user.uid}:${user.gid}` };
}

const NO_PLACE = "neither Dovecot nor Postfix says where its mail is";

/** Without `owner` the importer uses the owner of the Maildir, so `owner` is kept only where there is no Maildir yet. */
async function checked(place: MailboxPlace): Promise<MailboxPlace> {
  if (place.maildir === undefined) return place;
  const found = await stat(place.maildir).catch(() => undefined);
  if (found?.isDirectory()) return { ...place, owner: found.uid === 0 ? place.owner : undefined };
  return { ...place, doubt: place.doubt ?? `there is no directory ${place.maildir} (yet)` };
}
