import { posix } from "node:path";
import { hasCode, messageOf } from "../../lib/errors";
import { runProgram, type ProgramResult } from "../users/run-program";
import { SourceError } from "../users/source-error";
import { parseDovecotConfig, storageOf, type DovecotConfig } from "./dovecot-config";
import { findLmtpServer } from "./lmtp-server";
import type { MailboxPlace, PlaceSources } from "./mailbox-place";

/** Asks Dovecot for the place of a mailbox; `undefined`: Dovecot does not know the mailbox. */
export type AskDovecot = (mailbox: string) => Promise<MailboxPlace | undefined>;

/** Exit code of `doveadm user` for a user that the user database does not have (EX_NOUSER of sysexits.h). */
const NO_SUCH_USER = 67;

/** Reads Dovecot's configuration; `undefined`: this machine has no Dovecot. */
export async function openDovecot({ dovecotConfig, postfix }: PlaceSources): Promise<AskDovecot | undefined> {
  const options = dovecotConfig === undefined ? [] : ["-c", dovecotConfig];
  // https://doc.dovecot.org/2.3/admin_manual/doveconf/: -n prints only values that differ from the defaults.
  const printed = await run(["doveconf", ...options, "-n"]);
  if (printed === "no program") return undefined;
  if (typeof printed === "string") return () => Promise.resolve(notTold(printed));
  if (printed.exitCode !== 0) return () => Promise.resolve(notTold(failureOf("doveconf -n", printed)));
  const config = parseDovecotConfig(printed.stdout);
  const lmtp = await findLmtpServer(postfix, config.get("base_dir"));
  let broken: string | undefined;
  return async (mailbox) => {
    if (broken !== undefined) return notTold(broken);
    const place = await askDovecot(mailbox, ["doveadm", ...options], config, lmtp);
    // A server that does not answer would take the whole time limit for each mailbox.
    if (typeof place === "string") broken = place;
    return typeof place === "string" ? notTold(place) : place;
  };
}

/** The place of a mailbox; a text: why Dovecot gave no answer. */
async function askDovecot(
  mailbox: string,
  doveadm: readonly [string, ...string[]],
  config: DovecotConfig,
  lmtp: string | undefined,
): Promise<MailboxPlace | string | undefined> {
  const user = await run([...doveadm, "user", mailbox]);
  if (typeof user === "string") return user;
  if (user.exitCode === NO_SUCH_USER) return undefined;
  if (user.exitCode !== 0) return failureOf("doveadm user", user);
  const fields = fieldsOf(user.stdout);
  const [uid, gid] = [fields.get("uid"), fields.get("gid")];
  const owner = uid !== undefined && gid !== undefined ? `${uid}:${gid}` : undefined;
  const { driver, layout, isInboxApart } = storageOf(config, fields);
  const why =
    (driver !== "maildir" && `Dovecot keeps its mail as ${driver || "what it finds"}, which is not a Maildir`) ||
    (layout !== undefined && layout !== "maildir++" && `its folders have LAYOUT=${layout}, not Maildir++`) ||
    (isInboxApart && "its INBOX is not in the Maildir of its folders");
  if (why)
    return lmtp === undefined ? { owner, doubt: `${why}, and no LMTP server was found`, advice: LMTP } : { lmtp };
  const path = await run([...doveadm, "mailbox", "path", "-t", "mailbox", "-u", mailbox, "INBOX"]);
  if (typeof path === "string") return path;
  if (path.exitCode !== 0) return { owner, ...notTold(failureOf("doveadm mailbox path", path)) };
  return { maildir: posix.normalize(path.stdout.trim()).replace(/\/$/, ""), owner };
}

/** Lines of a name and a value, separated by white space. */
function fieldsOf(printed: string): ReadonlyMap<string, string> {
  return new Map(
    printed.split("\n").flatMap((line): [string, string][] => {
      const [, name, value] = /^(\S+)\s+(\S.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Runs a program of Dovecot; `no program`: it is not installed; another text: it did not end. */
async function run(command: readonly [string, ...string[]]): Promise<ProgramResult | string> {
  try {
    return await runProgram(command);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return hasCode(error.cause, "ENOENT") ? "no program" : messageOf(error);
  }
}

function failureOf(command: string, { exitCode, stderr }: ProgramResult): string {
  return `${command} failed: ${stderr.trim().split("\n").at(-1) || `exit code ${exitCode}`}`;
}

const LMTP = "set destination: { lmtp: … } of this mailbox, or convert its mail to Maildir";

const notTold = (why: string): MailboxPlace => ({
  doubt: `Dovecot did not say where its mail is (${why})`,
  advice: "correct or start Dovecot and run init again, or set maildir or destination of this mailbox",
});
