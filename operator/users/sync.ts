import { chmod, chown, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isMap, isSeq, parseDocument } from "yaml";
import { parseSettings } from "../../settings/load";
import { normalUser } from "../../settings/names/users";
import { SettingsError } from "../../settings/problem";
import { canonicalAddress } from "./address";
import type { Difference } from "./compare";
import { editSettings } from "./edit-settings";
import { planSync, type SyncPlan, type WrittenAddresses } from "./plan-sync";
import { SyncRefusedError } from "./source-error";
import { StandbyRecipients } from "./standby";

export interface Synchronized {
  readonly plan: SyncPlan;
  readonly before: string;
  readonly after: string;
}

/** Changes the addresses of a settings file to those of the primary, or of `host` where there are several. A file that would not load is not written. */
export async function syncSettings(
  file: string,
  difference: Difference,
  { prune, host }: { readonly prune: boolean; readonly host: string | undefined },
): Promise<Synchronized> {
  const before = await readFile(file, "utf8");
  const settings = { ...parseSettings(before, file).settings, host };
  const plan = planSync(difference, new StandbyRecipients(settings), settings, writtenAddresses(before), prune);
  const after = editSettings(before, plan.change);
  if (after === before) return { plan, before, after };
  try {
    parseSettings(after, file);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new SyncRefusedError(`the changed settings would be wrong, so nothing was written:\n${error.message}`);
  }
  await replaceFile(file, after);
  return { plan, before, after };
}

/** The addresses as they are written, which may be local parts alone, in capitals or in U-labels. */
function writtenAddresses(text: string): WrittenAddresses {
  const document = parseDocument(text);
  const mailboxes = document.get("mailboxes");
  const { settings } = parseSettings(text, "");
  const [first, ...others] = settings.domains;
  const full = (written: string) =>
    canonicalAddress(written.includes("@") || others.length > 0 ? written : `${written}@${first.name}`);
  const users = new Map<string, Map<string, string>>();
  for (const item of isSeq(mailboxes) ? mailboxes.items : []) {
    if (!isMap(item)) continue;
    const { user, addresses = [] } = item.toJS(document) as { user: unknown; addresses?: unknown[] };
    users.set(normalUser(String(user)), new Map(addresses.map((address) => [full(String(address)), String(address)])));
  }
  return users;
}

/** Replaces a file by a rename, with the same owner and mode; the target of a symbolic link is replaced, not the link. */
async function replaceFile(path: string, text: string): Promise<void> {
  const file = await realpath(path);
  const { mode, uid, gid } = await stat(file);
  const temporary = join(dirname(file), `.standby-mx-${process.pid}.tmp`);
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chown(temporary, uid, gid);
    await chmod(temporary, mode & 0o7777);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  const directory = await open(dirname(file));
  await directory.sync().finally(() => directory.close());
}
