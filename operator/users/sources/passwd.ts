import { readFile } from "node:fs/promises";
import { programOutput } from "../run-program";

/** An account of passwd(5). */
export interface PasswdUser {
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** The uids of people's accounts (login.defs(5)). */
export interface UidRange {
  readonly min: number;
  readonly max: number;
}

/** The defaults of useradd(8), where login.defs has no values. */
const DEFAULT_UID_RANGE: UidRange = { min: 1000, max: 60_000 };

/** Every account that the system knows, also those of LDAP or SSSD if these can be listed (getent(1)). */
export async function readPasswd(): Promise<PasswdUser[]> {
  return parsePasswd(await programOutput(["getent", "passwd"]));
}

/** Lines of passwd(5), which are also those of Dovecot's passwd-file. */
export function parsePasswd(text: string): PasswdUser[] {
  return text.split("\n").flatMap((line) => {
    const [user = "", , uid = "", gid = "", , home = ""] = line.split(":");
    if (user === "" || user.startsWith("#") || user.startsWith("+") || user.startsWith("-")) return [];
    return [{ user, uid: uid === "" ? NaN : Number(uid), gid: gid === "" ? NaN : Number(gid), home }];
  });
}

export async function readUidRange(file = "/etc/login.defs"): Promise<UidRange> {
  const text = await readFile(file, "utf8").catch(() => "");
  const value = (name: string) => Number(new RegExp(`^\\s*${name}\\s+(\\d+)`, "m").exec(text)?.[1] ?? NaN);
  const [min, max] = [value("UID_MIN"), value("UID_MAX")];
  return { min: min >= 0 ? min : DEFAULT_UID_RANGE.min, max: max >= 0 ? max : DEFAULT_UID_RANGE.max };
}

export const isPerson = ({ uid }: PasswdUser, { min, max }: UidRange): boolean => uid >= min && uid <= max;
