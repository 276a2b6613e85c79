import { readFile, realpath, stat } from "node:fs/promises";
import { expectReplaceable } from "../../lib/replaceable-file";
import { replaceFile } from "../../lib/replace-file";
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
  await expectReplaceable(await realpath(file));
  const before = await readFile(file, "utf8");
  const settings = { ...parseSettings(before, file).settings, host };
  const plan = planSync(difference, new StandbyRecipients(settings), settings, addressesAsWritten(before), prune);
  const after = editSettings(before, plan.change);
  if (after === before) return { plan, before, after };
  try {
    parseSettings(after, file);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new SyncRefusedError(`the changed settings would be wrong, so nothing was written:\n${error.message}`);
  }
  await replaceSettings(file, after);
  return { plan, before, after };
}

/** The addresses as the file has them: perhaps local parts only, in capitals, or in U-labels. */
function addressesAsWritten(text: string): WrittenAddresses {
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

/** Replaces the settings file, with the same owner and mode; the target of a symbolic link is replaced, not the link. */
async function replaceSettings(path: string, text: string): Promise<void> {
  const file = await realpath(path);
  const { mode, uid, gid } = await stat(file);
  await replaceFile(file, text, { mode: mode & 0o7777, owner: { uid, gid }, isDurable: true });
}
