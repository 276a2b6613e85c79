import { readFile } from "node:fs/promises";
import { canonicalAddress } from "../address";
import { EMPTY_READING, type Reading } from "../reading";
import { programOutput } from "../run-program";
import { SourceError } from "../source-error";
import { parsePasswd } from "./passwd";

export interface DovecotOptions {
  /** `undefined`: Dovecot's own configuration. */
  readonly configFile?: string | undefined;
  /** passwd-files to read instead of asking doveadm(1). */
  readonly passwdFiles?: readonly string[];
}

/** The users that Dovecot knows; a user without a domain has an address in each of the domains. */
export async function readDovecot(domains: readonly string[], options: DovecotOptions): Promise<Reading> {
  const files = options.passwdFiles ?? [];
  const users = files.length > 0 ? await usersOfFiles(files) : await listUsers(options.configFile);
  const entries = users.flatMap((user) =>
    (user.includes("@") ? [user] : domains.map((domain) => `${user}@${domain}`)).map((address) => ({
      address: canonicalAddress(address),
      mailbox: user.includes("@") ? canonicalAddress(user) : user,
      via: ["dovecot"],
    })),
  );
  return { ...EMPTY_READING, entries, read: files.length > 0 ? files : ["doveadm user '*'"], domains };
}

async function usersOfFiles(files: readonly string[]): Promise<string[]> {
  const texts = await Promise.all(
    files.map((file) =>
      readFile(file, "utf8").catch((error: Error) => {
        throw new SourceError(`expected a passwd-file of Dovecot, found ${error.message}`);
      }),
    ),
  );
  const users = texts.flatMap(parsePasswd).map(({ user }) => user);
  if (users.length > 0) return users;
  throw new SourceError(`expected users in ${files.join(", ")}, found none`);
}

async function listUsers(configFile: string | undefined): Promise<string[]> {
  const config: string[] = configFile === undefined ? [] : ["-c", configFile];
  const printed = await programOutput(["doveadm", ...config, "user", "*"]).catch((error: Error) => {
    throw new SourceError(`${error.message}; ${ITERATION_ADVICE}`);
  });
  const users = printed.split("\n").filter((line) => line !== "");
  if (users.length > 0) return users;
  throw new SourceError(`expected users from doveadm user '*', found none; ${ITERATION_ADVICE}`);
}

/** https://doc.dovecot.org/2.3/configuration_manual/authentication/user_databases_userdb/, "User iteration" */
const ITERATION_ADVICE =
  "Dovecot lists users only with an iterate_query (SQL) or an iterate_filter (LDAP), and never those of a static userdb: " +
  "add one, name passwd-files with --file, or list the users with --from command";
