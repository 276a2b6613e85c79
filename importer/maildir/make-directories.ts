import type { Owner } from "../../settings/model";
import { shellWord } from "../../lib/shell-word";

/** The command that makes directories of a Maildir, for the message that they are missing. */
export function makeDirectories(owner: Owner | undefined, ...paths: readonly string[]): string {
  const user = owner ? shellWord(String(owner.user)) : "<user>";
  const group = owner?.group === undefined ? "" : ` -g ${shellWord(String(owner.group))}`;
  return `install -d -m 700 -o ${user}${group} ${paths.map(shellWord).join(" ")}`;
}
