import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Looks a user and a group up with id(1) and getent(1), so that every source of the name service switch counts. */
export async function resolveOwner(
  user: string | number,
  group: string | number | undefined,
): Promise<{ uid: number; gid: number }> {
  const uid = typeof user === "number" ? user : await lookUpId("id", ["-u", "--", user], `the user ${user}`);
  if (typeof group === "number") return { uid, gid: group };
  if (group !== undefined) {
    return { uid, gid: await lookUpId("getent", ["group", group], `the group ${group}`) };
  }
  return { uid, gid: await lookUpId("id", ["-g", "--", String(user)], `the group of user ${user}`) };
}

async function lookUpId(command: string, args: readonly string[], description: string): Promise<number> {
  const answer = await run(command, args, { timeout: 10_000 }).catch(() => ({ stdout: "" }));
  // "1000" from id, "mail:x:8:" from getent.
  const id = /^(?:[^:\n]*:[^:\n]*:)?(\d+)/.exec(answer.stdout)?.[1];
  if (id === undefined) throw new Error(`this machine does not know ${description}`);
  return Number(id);
}
