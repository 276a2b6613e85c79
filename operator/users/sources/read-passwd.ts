import { EMPTY_READING, type Reading } from "../reading";
import { isPerson, readPasswd, readUidRange } from "./passwd";

/** The accounts of people on this machine, at each of the domains. */
export async function readPasswdSource(domains: readonly string[]): Promise<Reading> {
  const [users, range] = await Promise.all([readPasswd(), readUidRange()]);
  const at = (name: string) => domains.map((domain) => `${name.toLowerCase()}@${domain}`);
  return {
    ...EMPTY_READING,
    entries: users
      .filter((user) => isPerson(user, range))
      .flatMap(({ user }) => at(user).map((address) => ({ address, mailbox: user, via: ["passwd"] }))),
    leftOut: users
      .filter((user) => !isPerson(user, range))
      .flatMap(({ user }) => at(user).map((address) => ({ address, why: `${user} is an account of the system` }))),
    read: ["getent passwd"],
    domains,
  };
}
